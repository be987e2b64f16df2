import { createDatabase, type TestDatabase } from "../harness"
import { openPipeline, records } from "./pipeline"
import { Client } from "pg"

let database: TestDatabase
let pipeline: ReturnType<typeof openPipeline>
let owner: Client

beforeEach(async () => {
  database = await createDatabase()
  pipeline = openPipeline(database)
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
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
    await owner.query("alter table catalog_item set (autovacuum_enabled = false)")
    const catalog = await pipeline.createFeed()
    await pipeline.run({ catalog: catalog.catalog }, records(ITEMS))
    expect(await knownRows()).toBeLessThan(ITEMS)
    const again = await pipeline.run({ catalog: catalog.catalog }, records(ITEMS))
    expect(again).toMatchObject({ state: "completed", rows_unchanged: ITEMS })
    expect(await knownRows()).toBe(ITEMS)
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
