import { Client } from "pg"
import { executeRun } from "../../src/modules/catalog"
import { createDatabase, postgresServer, type TestDatabase } from "../harness"
import { until } from "../harness/until"
import { openPipeline, reading, type Record3, records } from "./pipeline"

/** A first chunk of 1,250 products and a round of two of 2,500. */
const ROWS = 6_250

let database: TestDatabase
let pipeline: ReturnType<typeof openPipeline>
let owner: Client

beforeAll(async () => {
  database = await createDatabase()
  pipeline = openPipeline(database)
  owner = new Client({ connectionString: database.ownerUrl })
  await owner.connect()
})

afterAll(async () => {
  await owner.end()
  await pipeline.close()
})

const keyOf = async (catalog: string): Promise<string> => {
  const { rows } = await owner.query<{ key: string }>("select key from catalog where id = $1", [catalog])
  return rows[0]?.key ?? ""
}

const rejectionsOf = (run: string) =>
  pipeline.rowsOf(
    "select row_number, code, message, sku, raw from feed_run_rejection where run_id = ? order by row_number",
    [run]
  )

describe("rows that the database refuses", () => {
  it("stand alone in the end: all others are applied, and they are when the reason is gone", async () => {
    const of = await pipeline.createFeed()
    const key = await keyOf(of.catalog)
    const taken = [0, 1_251, 6_249]
    for (const index of taken)
      await owner.query("insert into product (id, title, handle) values ($1, 'By hand', $2)", [
        `prod_hand_${index}`,
        `${key}-item-${index}`,
      ])

    const run = await pipeline.run(of, records(ROWS), { mode: "delta" }, { cursor: "later" })
    expect(run).toMatchObject({ state: "completed", rows_created: ROWS - taken.length, rows_rejected: taken.length })
    expect(await rejectionsOf(String(run["id"]))).toEqual(
      taken.map((index) => ({
        row_number: index + 2,
        code: "refused_by_database",
        message: expect.stringContaining("made by hand has its handle, sku or barcode: change or delete that one"),
        sku: `SKU-${index}`,
        raw: expect.objectContaining({ sku: `SKU-${index}`, name: `Item ${index}` }),
      }))
    )
    const refused = new Set(taken.map((index) => `SKU-${index}`))
    const others = records(ROWS).flatMap(([sku]) => (refused.has(sku) ? [] : sku))
    expect(await pipeline.activeSkus(of.catalog)).toEqual(others.sort())
    const [feed] = await pipeline.rowsOf(`select "cursor" from feed where id = ?`, [of.feed])
    expect(feed).toEqual({ cursor: null })

    await owner.query("delete from product where id like 'prod_hand_%'")
    const again = await pipeline.run(of, records(ROWS), { mode: "delta" }, { cursor: "later" })
    expect(again).toMatchObject({ state: "completed", rows_created: taken.length, rows_rejected: 0 })
    expect(await pipeline.activeSkus(of.catalog)).toHaveLength(ROWS)
  })

  it("are rejected together when they are one product", async () => {
    const { catalog } = await pipeline.createFeed()
    await owner.query("insert into product (id, title, handle) values ('prod_twice', 'By hand', $1)", [
      `${await keyOf(catalog)}-item-1`,
    ])
    const run = await pipeline.run({ catalog }, records(3))
    expect(run).toMatchObject({ state: "completed", rows_created: 2, rows_rejected: 1 })
  })

  it("end the run when they are so many that the fault is hardly theirs", async () => {
    const { catalog } = await pipeline.createFeed()
    await owner.query("alter table product add constraint no_items check (title not like 'Item %') not valid")
    try {
      const run = await pipeline.run({ catalog }, records(300))
      expect(run).toMatchObject({ state: "failed", error: { code: "internal_error" } })
    } finally {
      await owner.query("alter table product drop constraint no_items")
    }
  })
})

describe("chunks of one round", () => {
  it("are written at once, and stand in their order", async () => {
    const { catalog } = await pipeline.createFeed()
    await pipeline.run({ catalog }, records(ROWS))
    const cheaper: Record3[] = records(ROWS, "9")
    const blocker = new Client({ connectionString: database.runtimeUrl })
    await blocker.connect()
    const { rows: own } = await blocker.query<{ pid: number }>("select pg_backend_pid() as pid")
    await blocker.query("begin")
    // An item of the second chunk, so the third has to wait with what it has written.
    await blocker.query("select from catalog_item where catalog_id = $1 and sku = 'SKU-1300' for update", [catalog])
    const superuser = new Client({ connectionString: postgresServer.superuserUrl })
    await superuser.connect()
    /** How those stand who have been in the same statement, or between two of them, for a while. */
    const statesOf = async (): Promise<string[]> => {
      const { rows } = await superuser.query<{ state: string }>(
        `select coalesce(wait_event_type, '') || ' ' || state as state from pg_stat_activity
         where datname = $1 and usename = 'galleria_app' and pid <> $2 and xact_start is not null
           and clock_timestamp() - state_change > interval '1 second' order by 1`,
        [database.name, own[0]?.pid]
      )
      return rows.map(({ state }) => state)
    }
    try {
      const id = await pipeline.queueRun({ catalog })
      const run = executeRun(
        pipeline.worker(() => reading(cheaper)),
        id
      )
      await until(
        async () => JSON.stringify(await statesOf()) === JSON.stringify(["Client idle in transaction", "Lock active"]),
        "the third chunk waits for the second"
      )
      expect(await pipeline.runOf(id)).toMatchObject({ state: "applying", cursor: 1_250, rows_updated: 1_250 })
      await blocker.query("rollback")
      await run
      expect(await pipeline.runOf(id)).toMatchObject({ state: "completed", rows_updated: ROWS })
    } finally {
      await blocker.end()
      await superuser.end()
    }
  })
})
