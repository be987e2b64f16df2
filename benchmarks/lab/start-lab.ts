import { Client, type QueryResultRow } from "pg"
import { databaseUrl } from "../../integration-tests/harness/database"
import { connectStore, type Store } from "../../integration-tests/harness/store"
import { startTestRun } from "../../integration-tests/harness/test-run"

/** Durable commits, as in production: what a benchmark may not do is to count writes that never reach the disk. */
const SETTINGS = {
  max_connections: "300",
  shared_preload_libraries: "pg_stat_statements",
  shared_buffers: "1GB",
  max_wal_size: "8GB",
}

/** The pictures of made-up products are nowhere; looking for them would slow whatever is measured next. */
const ENVIRONMENT = { IMAGES_CONCURRENCY: "0" }

/** A store of the benchmark's own, on an empty migrated database of its own. */
export type Lab = {
  readonly store: Store
  /** The process that serves the store and does its work. */
  readonly storePid: number
  /** Where the processes of the lab keep their logs, and the database as the store connects to it. */
  readonly folder: string
  readonly runtimeUrl: string
  /** Writes everything to disk, so that no measurement pays for what came before it. */
  checkpoint(): Promise<void>
  /** The longest that a statement of the store has taken whose text matches a regular expression, in seconds. */
  slowestStatementS(pattern: string): Promise<number>
  stop(): Promise<void>
}

const SLOWEST = `
  select max(s.max_exec_time)::float8 / 1000 as seconds
  from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
  where d.datname = $1 and r.rolname = 'galleria_app' and s.query ~* $2`

const queryOnce = async <Row extends QueryResultRow>(url: string, text: string, values: unknown[]): Promise<Row[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text, values)).rows
  } finally {
    await client.end()
  }
}

/** Starts PostgreSQL, migrates, and starts a real `medusa start` as the runtime role; about 30 s. */
export const startLab = async (): Promise<Lab> => {
  const { state, stop } = await startTestRun(SETTINGS, ENVIRONMENT)
  const urlOf = (role: Parameters<typeof databaseUrl>[1]) => databaseUrl(state.postgres, role, state.store.database)
  const superuserUrl = databaseUrl(state.postgres, "postgres", "postgres")
  const store = connectStore({
    ...state.store,
    ownerUrl: urlOf("galleria_owner"),
    runtimeUrl: urlOf("galleria_app"),
    admin: state.admin,
  })
  return {
    store,
    storePid: state.store.pid,
    folder: state.folder,
    runtimeUrl: urlOf("galleria_app"),
    checkpoint: async () => {
      await queryOnce(superuserUrl, "checkpoint", [])
    },
    slowestStatementS: async (pattern) => {
      const values = [state.store.database, pattern]
      const [slowest] = await queryOnce<{ seconds: number | null }>(superuserUrl, SLOWEST, values)
      return slowest?.seconds ?? 0
    },
    stop: async () => {
      await store.close()
      await stop()
    },
  }
}
