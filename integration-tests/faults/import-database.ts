import { appendFileSync, mkdtempSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { Client } from "pg"
import { createDatabase, type TestDatabase, unique } from "../harness"
import { cloneDatabase } from "../harness/database"
import { currentRun } from "../harness/run-state"
import { endStateOf, type EndState } from "./end-state"
import { type LightWorker, startLightWorker } from "./light-worker"
import type { WorkerOrder } from "./worker"

/** Where a run stands. */
export type Standing = { state: string; cursor: number; rows_read: number; fencing_token: number; attempts: number }

/** A database with one catalog, which a site sells. */
export type CatalogDatabase = {
  readonly database: TestDatabase
  readonly client: Client
  standing(runId: string): Promise<Standing>
  endState(): Promise<EndState>
  close(): Promise<void>
}

/** A database with one catalog and a run that imports a file into it. */
export type ImportDatabase = Omit<CatalogDatabase, "standing"> & {
  start(more?: Partial<WorkerOrder>): LightWorker
  standing(): Promise<Standing>
  /** As if the worker of the run had been silent for longer than is allowed. */
  silence(): Promise<void>
  /** Products of which no event was sent. */
  untold(): Promise<string[]>
}

const PREPARE = [
  `insert into catalog (id, key, name, type) values ('catalog_1', 'a0000000', 'Catalog', 'erp')`,
  `insert into client (id, name, slug) values ('client_1', 'Client', 'client')`,
  `insert into sales_channel (id, name) values ('channel_1', 'Site')`,
  `insert into site (id, name, status, currency_code, catalog_id, sales_channel_id, client_id)
   values ('site_1', 'Site', 'active', 'usd', 'catalog_1', 'channel_1', 'client_1')`,
]

/** Looks into a database as its owner, and prepares the catalog `catalog_1` if it is new. */
export const openCatalog = async (database: TestDatabase, isNew = true): Promise<CatalogDatabase> => {
  const client = new Client({ connectionString: database.ownerUrl })
  client.on("error", () => undefined)
  await client.connect()
  if (isNew) for (const statement of PREPARE) await client.query(statement)
  const standing = async (runId: string): Promise<Standing> => {
    const { rows } = await client.query<Standing>(
      `select state, "cursor", rows_read, fencing_token, attempts from feed_run where id = $1`,
      [runId]
    )
    if (!rows[0]) throw new Error(`The run ${runId} is gone`)
    return rows[0]
  }
  const close = async (): Promise<void> => {
    await client.end()
    await database.drop()
  }
  return { database, client, standing, endState: () => endStateOf(client), close }
}

/** Queues a run over the file, in a new database or in a copy of one that an import has filled. */
export const openImport = async (file: string, filled?: string): Promise<ImportDatabase> => {
  const database = filled
    ? await cloneDatabase({ ...currentRun().postgres, template: filled }, unique("faults"))
    : await createDatabase()
  const catalog = await openCatalog(database, filled === undefined)
  const { client } = catalog
  const runId = unique("run")
  await client.query("insert into feed_run (id, catalog_id, source) values ($1, 'catalog_1', '{}')", [runId])
  const eventsFile = join(mkdtempSync(join(currentRun().folder, "events-")), "events")
  appendFileSync(eventsFile, "")
  const given = { databaseUrl: database.runtimeUrl, runId, file, eventsFile, name: "worker" }
  return {
    ...catalog,
    standing: () => catalog.standing(runId),
    start: (more = {}) => startLightWorker({ ...given, ...more }),
    silence: async () => {
      await client.query(SILENCE, [runId])
    },
    untold: async () => {
      const told = new Set(readFileSync(eventsFile, "utf8").split("\n"))
      const { rows } = await client.query<{ id: string }>(TOUCHED, [runId])
      return rows.map(({ id }) => id).filter((id) => !told.has(id))
    },
  }
}

const SILENCE = `
  update feed_run set updated_at = now() - interval '5 minutes', next_attempt_at = null
  where id = $1 and finished_at is null`

const TOUCHED = `select distinct product_id as id from feed_run_change where run_id = $1`
