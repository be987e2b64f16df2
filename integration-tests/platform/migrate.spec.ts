import { createDatabase, type TestDatabase } from "../harness"
import { runStatements } from "../harness/database"
import { currentRun } from "../harness/run-state"
import { runMedusa, runScript, storeEnvironment } from "../harness/store-process"
import { Client } from "pg"
import { executorOfClient, type Executor } from "../../src/postgres/executor"
import { findUnsecuredTables } from "../../src/postgres/row-level-security"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

let database: TestDatabase
beforeEach(async () => (database = await createDatabase()))
afterEach(() => database.drop())

const settings = () => ({
  folder: currentRun().folder,
  env: storeEnvironment(database.runtimeUrl, { DATABASE_DIRECT_URL: database.ownerUrl }),
})

const asOwner = async <Result>(ask: (db: Executor) => Promise<Result>): Promise<Result> => {
  const client = new Client({ connectionString: database.ownerUrl })
  await client.connect()
  try {
    return await ask(executorOfClient(client))
  } finally {
    await client.end()
  }
}

const unsecuredTables = (): Promise<string[]> => asOwner(findUnsecuredTables)

const LINK_INDEXES = "select indexname as name from pg_indexes where tablename = 'product_sales_channel' order by 1"
const linkIndexes = async (): Promise<string[]> =>
  (await asOwner((db) => db.rows<{ name: string }>(LINK_INDEXES))).map(({ name }) => name)

/** What a server leaves behind that may not have an event trigger. */
const unsecureTwo = () =>
  runStatements(database.ownerUrl, [
    "drop policy galleria_runtime on currency",
    "alter table region disable row level security",
  ])

it("secures tables with each medusa db:migrate, also when no script is left to run", async () => {
  await unsecureTwo()
  expect(await unsecuredTables()).toEqual(["public.currency", "public.region"])
  await runMedusa(["db:migrate:scripts"], settings())
  expect(await unsecuredTables()).toEqual([])
})

it("fails with npm run migrate when a script has not finished, where Medusa answers success", async () => {
  await runStatements(database.ownerUrl, ["insert into script_migrations (script_name) values ('never-finishes.ts')"])
  await unsecureTwo()
  const indexes = await linkIndexes()
  await expect(runMedusa(["db:migrate:scripts"], settings())).resolves.toBeUndefined()
  await expect(runScript("migrate", settings())).rejects.toThrow("never-finishes.ts has not finished")
  expect(await unsecuredTables()).toEqual([])
  // Medusa compares its tables of links with its models anew each time, which don't know our index.
  expect(indexes).toContain("IDX_product_sales_channel_shown")
  expect(await linkIndexes()).toEqual(indexes)
})
