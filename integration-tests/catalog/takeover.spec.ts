import { executeRun, type PipelineContext } from "../../src/modules/catalog"
import type { SourceReading } from "../../src/modules/catalog/sources/source"
import { beginReading } from "../../src/modules/catalog/pipeline/statements/runs"
import type { RunRecord, SourceRow } from "../../src/modules/catalog/types"
import { executorOf } from "../../src/postgres/executor"
import { createDatabase } from "../harness"
import { moment, openPipeline, rowOf } from "./pipeline"

/** More than one batch of staging and three chunks of applying. */
const ROWS = 6_000

let pipeline: ReturnType<typeof openPipeline>
let catalog: string

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
  catalog = (await pipeline.createFeed()).catalog
})

afterAll(() => pipeline.close())

const queueRun = (): Promise<string> => pipeline.queueRun({ catalog })
const runOf = (id: string): Promise<Record<string, unknown>> => pipeline.runOf(id)

/** As if its worker had been silent for longer than is allowed. */
const silence = (id: string) =>
  pipeline.knex.raw("update feed_run set updated_at = now() - interval '5 minutes' where id = ?", [id])

const row = (index: number, price: number): SourceRow => rowOf([`SKU-${index}`, `Item ${index}`, String(price)], index)

type Reader = () => AsyncGenerator<SourceRow>

async function* toTheEnd(rows: AsyncGenerator<SourceRow>): SourceReading {
  yield* rows
  return { cursor: null }
}

const worker = (read: Reader): PipelineContext => pipeline.worker(() => toTheEnd(read()))

async function* rows(price: number): AsyncGenerator<SourceRow> {
  for (let index = 0; index < ROWS; index += 1) yield row(index, price)
}

describe("a run that is taken over", () => {
  it("loses nothing when the former worker fails while the new one reads", async () => {
    const id = await queueRun()
    const [firstReads, firstFails, secondReads, secondGoesOn] = [moment(), moment(), moment(), moment()]
    const first = executeRun(
      worker(async function* () {
        yield row(0, 1)
        firstReads.happen()
        await firstFails.happened
        throw new Error("connection reset")
      }),
      id
    )
    await firstReads.happened
    await silence(id)
    const second = executeRun(
      worker(async function* () {
        yield* rows(1)
        secondReads.happen()
        await secondGoesOn.happened
      }),
      id
    )
    await secondReads.happened
    firstFails.happen()
    await first
    secondGoesOn.happen()
    await second
    expect(await runOf(id)).toMatchObject({ state: "completed", rows_read: ROWS, rows_created: ROWS, fencing_token: 2 })
  })

  it("shuts the former worker out when it wakes up", async () => {
    const id = await queueRun()
    const [reads, wakes] = [moment(), moment()]
    const first = executeRun(
      worker(async function* () {
        reads.happen()
        await wakes.happened
        yield* rows(99)
      }),
      id
    )
    await reads.happened
    await silence(id)
    await executeRun(
      worker(() => rows(2)),
      id
    )
    wakes.happen()
    await first
    expect(await runOf(id)).toMatchObject({ state: "completed", rows_read: ROWS, rows_updated: ROWS, fencing_token: 2 })
    const { rows: prices } = await pipeline.knex.raw<{ rows: object[] }>(
      "select distinct amount::text from price join product_variant_price_set using (price_set_id)"
    )
    expect(prices).toEqual([{ amount: "2" }])
  })

  it("is left alone while its worker lives", async () => {
    const id = await queueRun()
    const [reads, goesOn] = [moment(), moment()]
    const first = executeRun(
      worker(async function* () {
        reads.happen()
        await goesOn.happened
        yield* rows(2)
      }),
      id
    )
    await reads.happened
    await executeRun(
      worker(() => rows(99)),
      id
    )
    expect(await runOf(id)).toMatchObject({ state: "reading", fencing_token: 1 })
    goesOn.happen()
    await first
    expect(await runOf(id)).toMatchObject({ state: "completed", rows_unchanged: ROWS })
  })

  it("loses nothing to a worker that slept before it began to read", async () => {
    const id = await queueRun()
    await pipeline.knex.raw("update feed_run set state = 'reading', fencing_token = 2 where id = ?", [id])
    await pipeline.knex.raw(
      "insert into staging.feed_row (run_id, row_number, sku, product_key, handle, is_active, raw, content, content_hash) values (?, 2, 'A', 'A', 'a', true, '{}', '{}', '')",
      [id]
    )
    const sleeper = { id, fencing_token: 1 } as RunRecord
    await expect(beginReading(executorOf(pipeline.knex), sleeper)).rejects.toMatchObject({ code: "lost_run" })
    expect(await pipeline.rowsOf("select sku from staging.feed_row where run_id = ?", [id])).toEqual([{ sku: "A" }])
    await beginReading(executorOf(pipeline.knex), { ...sleeper, fencing_token: 2 })
    expect(await pipeline.rowsOf("select sku from staging.feed_row where run_id = ?", [id])).toEqual([])
    await pipeline.knex.raw("update feed_run set state = 'cancelled' where id = ?", [id])
  })

  it("ends when ten workers have fallen silent while they read it", async () => {
    const id = await queueRun()
    const claims = async (fencing_token: number) => {
      await pipeline.knex("feed_run").where({ id }).update({ state: "reading", fencing_token })
      await silence(id)
      let isRead = false
      await executeRun(
        worker(async function* () {
          isRead = true
          yield row(0, 2)
        }),
        id
      )
      return isRead
    }
    expect(await claims(10)).toBe(false)
    expect(await runOf(id)).toMatchObject({ state: "failed", error: { code: "workers_lost" } })
    expect(await claims(9)).toBe(true)
    expect(await runOf(id)).toMatchObject({ state: "completed", fencing_token: 10 })
  })

  it("fails rather than apply less than was planned", async () => {
    const id = await queueRun()
    await pipeline.knex.raw(
      "update feed_run set state = 'applying', updated_at = now() - interval '5 minutes' where id = ?",
      [id]
    )
    await pipeline.knex.raw(
      `insert into feed_run_change (run_id, row_number, product_ordinal, creates_product, kind, sku, handle, item_id, product_id, variant_id)
       values (?, 2, 1, true, 'create', 'GONE', 'gone', 'item_gone', 'prod_gone', 'variant_gone')`,
      [id]
    )
    await executeRun(
      worker(() => rows(3)),
      id
    )
    expect(await runOf(id)).toMatchObject({ state: "failed", rows_created: 0, error: { code: "missing_staged_rows" } })
  })
})
