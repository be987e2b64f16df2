import { executeRun } from "../../src/modules/catalog"
import { CatalogErrors } from "../../src/modules/catalog/errors"
import { createDatabase } from "../harness"
import { openPipeline, reading, type Record3, records } from "./pipeline"

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

const full = { mode: "full" }
const broken = { error: CatalogErrors.sourceInterrupted("the line was cut") }

const cursorOf = async (feed: string) =>
  (await pipeline.rowsOf<{ cursor: unknown }>(`select "cursor" from feed where id = ?`, [feed]))[0]?.cursor

/** The items of a catalog with what tells whether they were written to. */
const storedItems = (catalog: string) =>
  pipeline.rowsOf("select id, xmin from catalog_item where catalog_id = ? order by id", [catalog])

const approve = (id: string) =>
  pipeline.knex.raw("update feed_run set state = 'queued', approved_at = now() where id = ?", [id])

const goOn = (id: string) =>
  executeRun(
    pipeline.worker(() => {
      throw new Error("An approved plan is not read again")
    }),
    id
  )

describe("the plan of a run", () => {
  it("says what changes, field by field, and counts every kind", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(20))
    const rows = records(20)
    rows[0] = ["SKU-0", "Renamed", "11"]
    const run = await pipeline.run(of, [...rows.slice(0, 19), ["NEW", "New", "5"], ["SKU-19", "", "5"]])
    expect(run).toMatchObject({
      state: "completed",
      plan: { create: 1, update: 1, deactivate: 0, reactivate: 0, unchanged: 18, rejected: 1, products: 2 },
    })
    const changes = await pipeline.rowsOf(
      "select sku, kind, differences from feed_run_change where run_id = ? order by kind",
      [String(run["id"])]
    )
    expect(changes).toMatchObject([
      { sku: "NEW", kind: "create" },
      { sku: "SKU-0", differences: { name: ["Item 0", "Renamed"], prices: [{ usd: "10" }, { usd: "11" }] } },
    ])
  })

  it("ends a dry run, which changes no item and moves no cursor", async () => {
    const of = await pipeline.createFeed()
    const run = await pipeline.run(of, records(3), { dry_run: true }, { cursor: "c1" })
    expect(run).toMatchObject({ state: "completed", rows_created: 0, plan: { create: 3 } })
    expect(await pipeline.activeSkus(of.catalog)).toEqual([])
    expect(await cursorOf(of.feed)).toBeNull()
    expect(await pipeline.rowsOf("select from staging.feed_row where run_id = ?", [String(run["id"])])).toEqual([])
  })

  it("takes the last of a crawl's rows with one sku, and refuses a file's second one", async () => {
    const of = await pipeline.createFeed()
    const twice = [...records(40), ["SKU-0", "Moved", "10"] as [string, string, string]]
    const id = await pipeline.queueRun(of)
    await executeRun(
      pipeline.worker(() => reading(twice), { repeatedSkus: "last_wins" }),
      id
    )
    expect(await pipeline.runOf(id)).toMatchObject({ rows_created: 40, rows_rejected: 0, plan: { repeated: 1 } })
    const names = await pipeline.rowsOf("select name from catalog_item where catalog_id = ? and sku = 'SKU-0'", [
      of.catalog,
    ])
    expect(names).toEqual([{ name: "Moved" }])
    expect(await pipeline.run(of, twice)).toMatchObject({ rows_rejected: 1 })
  })
})

describe("what a source no longer has", () => {
  it("is switched off by a full run, comes back with the same ids, and is left alone by a delta", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(10))
    expect(await pipeline.run(of, records(9))).toMatchObject({ state: "completed", rows_deactivated: 0 })
    const ids = () =>
      pipeline.rowsOf("select id, product_id, variant_id from catalog_item where sku = 'SKU-9' and catalog_id = ?", [
        of.catalog,
      ])
    const before = await ids()
    expect(await pipeline.run(of, records(9), full)).toMatchObject({ state: "completed", rows_deactivated: 1 })
    expect(await pipeline.activeSkus(of.catalog)).toHaveLength(9)
    expect(await pipeline.run(of, records(9), full)).toMatchObject({ rows_deactivated: 0, rows_unchanged: 9 })
    expect(await pipeline.run(of, records(10), full)).toMatchObject({ rows_reactivated: 1 })
    expect(await ids()).toEqual(before)
  })

  it("is waited for as many full runs in a row as the feed's grace has", async () => {
    const of = await pipeline.createFeed({ absence_grace_runs: 2 })
    await pipeline.run(of, records(10))
    for (const absent_in_grace of [1, 1])
      expect(await pipeline.run(of, records(9), full)).toMatchObject({ plan: { deactivate: 0, absent_in_grace } })
    await pipeline.run(of, records(10), full)
    for (const deactivate of [0, 0, 1])
      expect(await pipeline.run(of, records(9), full)).toMatchObject({ plan: { deactivate } })
  })

  it("is not what it has but cannot be read, nor what another feed delivers", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(40))
    const other = { catalog: of.catalog, feed: (await pipeline.createFeed()).feed }
    await pipeline.run(other, records(5, "10", 100))
    const rows = records(40)
    rows[3] = ["SKU-3", "", "1"]
    expect(await pipeline.run(of, rows, full)).toMatchObject({
      state: "completed",
      rows_rejected: 1,
      rows_deactivated: 0,
    })
    expect(await pipeline.activeSkus(of.catalog)).toHaveLength(45)
  })
})

describe("a guard", () => {
  it.each([
    ["too_many_deactivated", records(8), full],
    ["empty_source", [], full],
    ["too_many_prices_moved", [...records(3, "14"), ...records(7, "10", 3)], {}],
    ["too_many_rejected", [...records(9), ["", "No sku", "1"] as [string, string, string]], {}],
  ])("stops a run for %s before anything changes, until a person approves", async (code, source, fields) => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(10))
    const before = await storedItems(of.catalog)
    const run = await pipeline.run(of, source, fields, { cursor: "c2" })
    const id = String(run["id"])
    expect(run).toMatchObject({
      state: "awaiting_approval",
      findings: expect.arrayContaining([expect.objectContaining({ code })]),
    })
    expect(await storedItems(of.catalog)).toEqual(before)
    expect(await cursorOf(of.feed)).toBeNull()
    await approve(id)
    await goOn(id)
    expect(await pipeline.runOf(id)).toMatchObject({ state: "completed" })
    expect(await cursorOf(of.feed)).toEqual({ at: "c2" })
  })

  it("asks whether what looks absent is what could not be read", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(40))
    const torn = [...records(39), ["", "Item 39", "10"] as [string, string, string]]
    expect(await pipeline.run(of, torn, full)).toMatchObject({
      state: "awaiting_approval",
      findings: [{ code: "nameless_rows", value: 1 }],
    })
    const both = [...records(40), ["", "Item 40", "10"] as [string, string, string]]
    expect(await pipeline.run(of, both, full)).toMatchObject({ state: "completed", rows_rejected: 1 })
    expect(await pipeline.run(of, records(39), full)).toMatchObject({ state: "completed", rows_deactivated: 1 })
  })

  it("asks also before a delta whose own rows switch off too many items, and not before a few", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(20))
    const before = await storedItems(of.catalog)
    const off = (count: number) => records(count).map(([sku, name, price]): Record3 => [sku, name, price, "false"])
    const run = await pipeline.run(of, off(4), { mode: "delta" })
    expect(run).toMatchObject({
      state: "awaiting_approval",
      plan: { deactivate: 4, update: 0 },
      findings: [{ code: "too_many_deactivated", value: 20, limit: 15 }],
    })
    expect(await storedItems(of.catalog)).toEqual(before)
    expect(await pipeline.activeSkus(of.catalog)).toHaveLength(20)
    expect(await pipeline.run(of, off(3), { mode: "delta" })).toMatchObject({ state: "completed", rows_deactivated: 3 })
    expect(await pipeline.activeSkus(of.catalog)).toHaveLength(17)
  })

  it.each([
    [1, 20, "completed", []],
    [2, 39, "awaiting_approval", [{ code: "too_many_rejected", value: 5.1, limit: 5 }]],
  ])("lets 5%% of the rows be rejected and no more: %d of %d", async (faulty, all, state, findings) => {
    const of = await pipeline.createFeed()
    const unnamed = records(faulty, "10", all).map(([sku, , price]): Record3 => [sku, "", price])
    expect(await pipeline.run(of, [...records(all - faulty), ...unnamed])).toMatchObject({
      state,
      findings,
      plan: { rejected: faulty },
    })
  })

  it("does not stop a run that stays within the limits", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(20))
    const rows = [...records(4, "14"), ...records(14, "13", 4)]
    expect(await pipeline.run(of, rows, full)).toMatchObject({
      state: "completed",
      rows_deactivated: 2,
      rows_updated: 18,
    })
  })
})

describe("a source that breaks off", () => {
  it("fails a run that has read nothing", async () => {
    const of = await pipeline.createFeed()
    expect(await pipeline.run(of, [], full, broken)).toMatchObject({
      state: "failed",
      error: { code: "source_interrupted" },
    })
  })

  it("waits with what was read; approved, it switches nothing off and leaves the cursor", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(10), {}, { cursor: "c1" })
    const run = await pipeline.run(of, records(5, "10.5"), full, broken)
    const id = String(run["id"])
    expect(run).toMatchObject({
      state: "awaiting_approval",
      findings: [{ code: "source_interrupted" }],
      plan: { update: 5, deactivate: 0 },
    })
    await approve(id)
    await goOn(id)
    expect(await pipeline.runOf(id)).toMatchObject({ state: "completed", rows_updated: 5, rows_deactivated: 0 })
    expect(await pipeline.activeSkus(of.catalog)).toHaveLength(10)
    expect(await cursorOf(of.feed)).toEqual({ at: "c1" })
  })

  it("is read again after 5, 10 and 20 seconds, and then no more", async () => {
    const of = await pipeline.createFeed()
    const id = await pipeline.queueRun(of)
    const delays: number[] = []
    const again: (() => void)[] = []
    const context = pipeline.worker(() => reading([], broken), {
      retry: { times: 3, baseMs: 5_000 },
      random: () => 0.5,
      later: (delayMs, work) => {
        delays.push(delayMs)
        again.push(work)
      },
    })
    for (let attempt = 0; attempt < 4; attempt += 1) {
      await executeRun(context, id)
      const [run] = await pipeline.rowsOf<{ wait: number }>(
        "select extract(epoch from next_attempt_at - updated_at)::float8 as wait from feed_run where id = ?",
        [id]
      )
      if (attempt < 3) expect(run?.wait).toBeCloseTo(5 * 2 ** attempt)
      await executeRun(context, id)
      await pipeline.knex.raw(
        "update feed_run set next_attempt_at = now() where id = ? and next_attempt_at is not null",
        [id]
      )
    }
    expect(delays).toEqual([5_000, 10_000, 20_000])
    expect(await pipeline.runOf(id)).toMatchObject({ state: "failed", attempts: 3, fencing_token: 4 })
  })
})

describe("the cursor of a feed", () => {
  it("is what the source said at the end of a completed run, and where the next one begins", async () => {
    const of = await pipeline.createFeed()
    await pipeline.run(of, records(2), {}, { cursor: "c1" })
    expect(await cursorOf(of.feed)).toEqual({ at: "c1" })
    const id = await pipeline.queueRun(of)
    let begun: unknown
    await executeRun(
      pipeline.worker((run) => {
        begun = run.source
        return reading(records(1), { cursor: "c2" })
      }),
      id
    )
    expect(begun).toMatchObject({ type: "feed", kind: "test", cursor: { at: "c1" } })
    expect(await cursorOf(of.feed)).toEqual({ at: "c2" })
  })

  it("stays when the feed was set otherwise while the run was on", async () => {
    const of = await pipeline.createFeed()
    const id = await pipeline.queueRun(of)
    await executeRun(
      pipeline.worker(async function* () {
        await pipeline.knex.raw(`update feed set settings = '{"company": 2}' where id = ?`, [of.feed])
        return yield* reading(records(1), { cursor: "of company 1" })
      }),
      id
    )
    expect(await cursorOf(of.feed)).toBeNull()
  })
})
