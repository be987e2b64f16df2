import { Client } from "pg"
import { changeExclusions, deleteFeed, executeRun, retireCatalogs } from "../../src/modules/catalog"
import { listSilentRuns } from "../../src/modules/catalog/pipeline/statements/claims"
import { approveRun, cancelRun } from "../../src/modules/catalog/statements/decide-run"
import { executorOf, inTransaction } from "../../src/postgres/executor"
import { createDatabase, type TestDatabase } from "../harness"
import { until } from "../harness/until"
import { moment, openPipeline, reading, records } from "./pipeline"

/** A first chunk of 1,250 products, and a round of one more. */
const ROWS = 3_000
const FIRST_CHUNK = 1_250

let database: TestDatabase
let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  database = await createDatabase()
  pipeline = openPipeline(database)
})
afterAll(() => pipeline.close())

type Feed = Awaited<ReturnType<typeof pipeline.createFeed>>

/** Runs a feed, and lets something happen when its second chunk begins. A bus that is away takes no events. */
const interrupt = async (of: Feed, happen: (runId: string) => Promise<unknown>, isAway = (): boolean => false) => {
  const id = await pipeline.queueRun(of)
  const told: string[] = []
  let happened: Promise<unknown> = Promise.resolve()
  let looks = 0
  const now = (): number => {
    looks += 1
    // The plan, the preparation and the first chunk have looked before, and three turns.
    if (looks === 7) happened = happen(id)
    return Date.now()
  }
  const emit = (events: { name: string; data: { id: string } }[]) => {
    if (isAway()) return Promise.reject(new Error("The bus is away"))
    told.push(...events.map(({ name, data }) => `${name} ${data.id}`))
    return Promise.resolve()
  }
  const worker = pipeline.worker(() => reading(records(ROWS)), { now, emit })
  await executeRun(worker, id)
  await happened
  return { id, run: await pipeline.runOf(id), told, worker }
}

const cancel = (id: string): Promise<void> => inTransaction(pipeline.knex, (db) => cancelRun(db, id))

const silentRuns = (): Promise<string[]> => listSilentRuns(executorOf(pipeline.knex), {})

const productsOf = async (catalog: string): Promise<string[]> => {
  const rows = await pipeline.rowsOf<{ product_id: string }>(
    "select product_id from catalog_item where catalog_id = ?",
    [catalog]
  )
  return rows.map(({ product_id }) => product_id).sort()
}

const livingItems = async (catalog: string): Promise<number> => {
  const [row] = await pipeline.rowsOf<{ count: number }>(
    "select count(*)::int as count from catalog_item where catalog_id = ? and deleted_at is null",
    [catalog]
  )
  return row?.count ?? -1
}

describe("a run that ends before it is through", () => {
  it("tells of what it has applied when it is cancelled", async () => {
    const of = await pipeline.createFeed()
    const { run, told } = await interrupt(of, cancel)
    expect(run).toMatchObject({ state: "cancelled", cursor: FIRST_CHUNK, rows_created: FIRST_CHUNK })
    expect(told.sort()).toEqual((await productsOf(of.catalog)).map((id) => `product.created ${id}`))
    expect(run["publish_cursor"]).toBeNull()
  })

  it("is told of by the next worker when its own can't, each product once", async () => {
    const of = await pipeline.createFeed()
    let batches = 0
    const isAway = (): boolean => (batches += 1) === 2
    const { id, run, told, worker } = await interrupt(of, cancel, isAway)
    expect(run).toMatchObject({ state: "cancelled", publish_cursor: 1_000 })
    expect(told).toHaveLength(1_000)
    expect(await silentRuns()).not.toContain(id)
    await executeRun(worker, id)
    expect(told).toHaveLength(1_000)
    await pipeline.knex.raw("update feed_run set updated_at = now() - interval '31 seconds' where id = ?", [id])
    expect(await silentRuns()).toContain(id)
    await executeRun(worker, id)
    expect(told.sort()).toEqual((await productsOf(of.catalog)).map((product) => `product.created ${product}`))
    await pipeline.knex.raw("update feed_run set updated_at = now() - interval '31 seconds' where id = ?", [id])
    expect(await silentRuns()).not.toContain(id)
  })

  it("is told of to the end when it is cancelled while it tells", async () => {
    const of = await pipeline.createFeed()
    const id = await pipeline.queueRun(of)
    const told: string[] = []
    let isCancelled = false
    const emit = async (events: { name: string; data: { id: string } }[]) => {
      told.push(...events.map(({ data }) => data.id))
      if (!isCancelled) await cancel(id)
      isCancelled = true
    }
    await executeRun(
      pipeline.worker(() => reading(records(ROWS)), { emit }),
      id
    )
    expect(await pipeline.runOf(id)).toMatchObject({ state: "cancelled", cursor: ROWS, publish_cursor: null })
    expect([...new Set(told)].sort()).toEqual(await productsOf(of.catalog))
  })

  it("leaves nothing that lives in a catalog that is deleted meanwhile", async () => {
    const of = await pipeline.createFeed()
    const { run } = await interrupt(of, () => retireCatalogs(pipeline.knex, { catalogId: of.catalog }))
    expect(run).toMatchObject({ state: "cancelled" })
    expect(await livingItems(of.catalog)).toBe(0)
    const published =
      "select from product p join catalog_item i on i.product_id = p.id where i.catalog_id = ? and p.status = 'published'"
    expect(await pipeline.rowsOf(published, [of.catalog])).toEqual([])
  })

  it("leaves no item to a feed that is deleted meanwhile", async () => {
    const of = await pipeline.createFeed()
    const feed = { id: of.feed, catalog_id: of.catalog }
    const { run } = await interrupt(of, () => deleteFeed(pipeline.knex, feed))
    expect(run).toMatchObject({ state: "cancelled" })
    expect(await livingItems(of.catalog)).toBe(FIRST_CHUNK)
    expect(await pipeline.rowsOf("select from catalog_item where feed_id = ?", [of.feed])).toEqual([])
  })
})

describe("a plan that waits", () => {
  it("can't be approved when the whole source has been read since", async () => {
    const of = await pipeline.createFeed()
    const full = { mode: "full" }
    await pipeline.run(of, records(10), full)
    const torn = await pipeline.run(of, records(5), full)
    expect(torn).toMatchObject({ state: "awaiting_approval" })
    await pipeline.run(of, records(10), { ...full, dry_run: true })
    const whole = await pipeline.run(of, records(10), full)
    expect(whole).toMatchObject({ state: "completed", rows_unchanged: 10 })
    const db = executorOf(pipeline.knex)
    await expect(approveRun(db, String(torn["id"]), "user_1")).rejects.toMatchObject({
      code: "plan_outdated",
      message: expect.stringContaining(String(whole["id"])),
    })
    const again = await pipeline.run(of, records(5), full)
    await approveRun(db, String(again["id"]), "user_1")
    expect(await pipeline.runOf(String(again["id"]))).toMatchObject({ state: "queued", approved_by: "user_1" })
  })
})

/** How many connections to the database wait for another one. Asked outside of a transaction, which would see them as they were. */
const waiting = async (): Promise<number> => {
  const [row] = await pipeline.rowsOf<{ count: number }>(
    "select count(*)::int as count from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0"
  )
  return row?.count ?? -1
}

describe("an item that a run switches on again", () => {
  it("is not shown on a site that excludes it meanwhile", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(20), { mode: "full" })
    await pipeline.run(of, records(19), { mode: "full" })
    await pipeline.knex.raw("insert into client (id, name, slug) values ('client_1', 'One', 'one')")
    await pipeline.knex.raw(
      "insert into site (id, name, currency_code, client_id, catalog_id, sales_channel_id) values ('site_1', 'One', 'usd', 'client_1', ?, 'sc_1')",
      [of.catalog]
    )
    const blocker = new Client({ connectionString: database.ownerUrl })
    await blocker.connect()
    try {
      const id = await pipeline.queueRun(of, { mode: "full" })
      const begins = moment()
      let looks = 0
      const now = (): number => {
        looks += 1
        if (looks === 5) begins.happen()
        return Date.now()
      }
      const run = executeRun(
        pipeline.worker(() => reading(records(20)), { now }),
        id
      )
      await begins.happened
      // The chunk has to wait at its end, when it has shown the item on all sites that it knew of.
      await blocker.query("begin")
      await blocker.query("select from feed_run where id = $1 for update", [id])
      await until(async () => (await waiting()) === 1, "the chunk waits at its end")
      const site = { id: "site_1", catalog_id: of.catalog }
      const changes = { add: [{ sku: "SKU-19", reason: null }], remove: [] }
      let isExcluded = false
      const excluding = inTransaction(pipeline.knex, (db) => changeExclusions(db, site, changes, "01M8G2T33M")).then(
        () => (isExcluded = true)
      )
      await until(async () => isExcluded || (await waiting()) === 2, "the exclusion waits for the chunk")
      await blocker.query("rollback")
      await Promise.all([run, excluding])
      expect(await pipeline.runOf(id)).toMatchObject({ state: "completed", rows_reactivated: 1 })
      const links = await pipeline.rowsOf<{ sku: string }>(
        "select i.sku from product_sales_channel l join catalog_item i on i.product_id = l.product_id where l.sales_channel_id = 'sc_1' and i.sku = 'SKU-19'"
      )
      expect(links).toEqual([])
    } finally {
      await blocker.end()
    }
  })
})
