import { Client } from "pg"
import { createReadStream } from "node:fs"
import { join } from "node:path"
import { executeRun } from "../../src/modules/catalog"
import { readFile } from "../../src/modules/catalog/sources/read-file"
import { writeItemsFile } from "../faults/items-file"
import { createDatabase, postgresServer, type TestDatabase } from "../harness"
import { runStatements } from "../harness/database"
import { currentRun } from "../harness/run-state"
import { openPipeline, records } from "./pipeline"

let database: TestDatabase
let pipeline: ReturnType<typeof openPipeline>
let owner: Client

beforeEach(async () => {
  database = await createDatabase()
  pipeline = openPipeline(database)
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
  await owner.query("alter table catalog_item set (autovacuum_enabled = false)")
})

afterEach(async () => {
  await owner.end()
  await pipeline.close()
})

const ITEMS = 1_000

const knownRows = async (): Promise<number> => {
  const { rows } = await owner.query<{ count: number }>(
    "select reltuples::int as count from pg_class where oid = 'catalog_item'::regclass"
  )
  return rows[0]?.count ?? 0
}

describe("a plan over a table that has just been filled", () => {
  it("knows how many rows it has, though nobody else has looked at it since", async () => {
    const { catalog } = await pipeline.createFeed()
    await pipeline.run({ catalog }, records(ITEMS))
    expect(await knownRows()).toBeLessThan(ITEMS)
    const again = await pipeline.run({ catalog }, records(ITEMS))
    expect(again).toMatchObject({ state: "completed", rows_unchanged: ITEMS })
    expect(await knownRows()).toBe(ITEMS)
  })

  it("looks each row up along one index, though nothing is known of any column", async () => {
    const rows = 12_000
    const importItems = async (edition: "first" | "second") => {
      const file = writeItemsFile(join(currentRun().folder, `statistics-${edition}.csv`), rows, edition)
      const id = await pipeline.queueRun({ catalog })
      const source = () =>
        readFile(() => Promise.resolve({ file: createReadStream(file), bytes: null }), { imageBaseUrl: null })
      await executeRun(pipeline.worker(source), id)
      return pipeline.runOf(id)
    }
    const { catalog } = await pipeline.createFeed()
    const { rows: locations } = await owner.query("select from store where default_location_id is not null")
    if (locations.length === 0)
      await owner.query(`
        with place as (insert into stock_location (id, name) values ('sloc_1', 'Here') returning id)
        update store set default_location_id = (select id from place)`)
    await importItems("first")
    await owner.query("analyze catalog_item (id)")
    const superuserUrl = new URL(database.name, postgresServer.superuserUrl).href
    await runStatements(superuserUrl, ["delete from pg_statistic where starelid = 'catalog_item'::regclass"])
    // All items for each row would be 144 million, and take 20 s.
    await runStatements(postgresServer.superuserUrl, [
      `alter role galleria_app in database "${database.name}" set statement_timeout = '6s'`,
    ])
    await pipeline.knex.destroy()
    pipeline.knex.initialize()
    expect(await importItems("second")).toMatchObject({ state: "completed", error: null })
  })
})

describe("applying", () => {
  it("leaves a table to whoever else gathers its statistics, and doesn't wait", async () => {
    const { catalog } = await pipeline.createFeed()
    await owner.query("begin")
    await owner.query("lock table product in share update exclusive mode")
    const run = await pipeline.run({ catalog }, records(2_000))
    await owner.query("rollback")
    expect(run).toMatchObject({ state: "completed", rows_created: 2_000 })
  })
})
