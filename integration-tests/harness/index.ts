import { randomBytes } from "node:crypto"
import { createDatabase, databaseUrl, type TestDatabase } from "./database"
import { currentRun, type PostgresState } from "./run-state"
import { connectStore, type Store } from "./store"
import { startStoreProcess } from "./store-process"

export { createDatabase, type TestDatabase } from "./database"
export { buildStore, copySources } from "./build"
export { describeWith, launchProgram, pathOf, startRedis, type RedisServer, type TestProgram } from "./programs"
export { countQueries, type CountedStatement } from "./query-count"
export type { AdminClient, Answer, Store } from "./store"

/** A store of one suite's own, on its own database. */
export type OwnStore = Store & {
  /** Stops the process, drops the database unless it was given, and answers how the process ended ("exit code 0"). */
  stop(): Promise<string>
}

/** What a store of one's own differs in from the shared one. */
export type StartStoreInput = {
  readonly env?: Readonly<Record<string, string>>
  readonly workerMode?: "shared" | "server" | "worker"
  /** A database that several stores share, as a server and a worker do; otherwise it is a clone of the template. */
  readonly database?: TestDatabase
  /** A folder that `buildStore` has made; otherwise the store runs from its sources. */
  readonly build?: string
}

const run = currentRun()

/** The shared store's database, for a store of other settings beside it; it stays when that one stops. */
export const sharedDatabase: TestDatabase = {
  name: run.store.database,
  ownerUrl: databaseUrl(run.postgres, "galleria_owner", run.store.database),
  runtimeUrl: databaseUrl(run.postgres, "galleria_app", run.store.database),
  drop: () => Promise.resolve(),
}

const shared = connectStore({
  url: run.store.url,
  logFile: run.store.logFile,
  ownerUrl: sharedDatabase.ownerUrl,
  runtimeUrl: sharedDatabase.runtimeUrl,
  admin: run.admin,
})

// A suite ends with its connections, or Jest would wait for them.
afterAll(() => shared.close())

/** The one store that all suites of a run share. Suites keep apart by names of their own, see `unique`. */
export const store: Store = shared

/** The run's PostgreSQL server. */
export const postgresServer: PostgresState & { readonly superuserUrl: string } = {
  ...run.postgres,
  superuserUrl: databaseUrl(run.postgres, "postgres", "postgres"),
}

/** A name that no other suite or run uses: `unique("acme")` is `acme-1f0c9a3b`. */
export const unique = (name: string): string => `${name}-${randomBytes(4).toString("hex")}`

/** Starts a separate store on a database of its own; the suite stops it. */
export const startStore = async (input: StartStoreInput = {}): Promise<OwnStore> => {
  const { env = {}, workerMode = "shared" } = input
  const database = input.database ?? (await createDatabase())
  const dropOwn = async (): Promise<void> => {
    if (!input.database) await database.drop()
  }
  const started = await startStoreProcess({
    folder: run.folder,
    label: `own-${workerMode}`,
    databaseUrl: database.runtimeUrl,
    env: { MEDUSA_WORKER_MODE: workerMode, ...env },
    ...(input.build === undefined ? {} : { cwd: input.build }),
  }).catch(async (error: unknown) => {
    await dropOwn()
    throw error
  })
  const own = connectStore({
    url: started.url,
    logFile: started.logFile,
    ownerUrl: database.ownerUrl,
    runtimeUrl: database.runtimeUrl,
    admin: run.admin,
  })
  const stop = async (): Promise<string> => {
    await own.close()
    await started.child.stop()
    await dropOwn()
    return started.child.ended
  }
  return Object.defineProperties({ stop }, Object.getOwnPropertyDescriptors(own)) as OwnStore
}
