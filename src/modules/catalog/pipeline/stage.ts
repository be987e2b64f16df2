import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { copyInto, copyValue } from "../../../postgres/copy"
import { executorOf, inDeferredTransaction } from "../../../postgres/executor"
import type { ImportRow, Rejection, RunRecord, SourceRow } from "../types"
import { pricingSalt } from "./statements/pricing-salt"
import { insertRejections } from "./statements/rejections"
import { advanceRun } from "./statements/runs"

/** Rows copied at once, about 2 MB of text; two such batches are in memory. */
const BATCH_ROWS = 2_000

const TARGET = `staging.feed_row (run_id, row_number, sku, product_key, handle, barcode, is_active, raw, content, content_hash)`

/**
 * Copies what a source yields into the staging table, in batches that also move the run's counts. While one batch is
 * copied the next is read, so that the parser and the server work at the same time.
 */
export const stageRows = async (knex: Knex, run: RunRecord, source: AsyncIterable<SourceRow>): Promise<void> => {
  const salt = await pricingSalt(executorOf(knex), run.catalog_id)
  let batch = emptyBatch()
  let writing = Promise.resolve()
  const flush = async () => {
    await writing
    writing = writeBatch(knex, run, batch)
    writing.catch(() => undefined) // it is awaited before the next one, which may be a while
    batch = emptyBatch()
  }
  for await (const { row, rejections } of source) {
    if (row) batch.lines.push(lineOf(run.id, row, salt))
    batch.rejections.push(...rejections)
    batch.rows += 1
    if (!row) batch.rejectedRows += 1
    if (batch.rows >= BATCH_ROWS) await flush()
  }
  await flush()
  await writing
}

type Batch = { lines: string[]; rejections: Rejection[]; rows: number; rejectedRows: number }

const emptyBatch = (): Batch => ({ lines: [], rejections: [], rows: 0, rejectedRows: 0 })

const writeBatch = (knex: Knex, run: RunRecord, batch: Batch): Promise<void> =>
  inDeferredTransaction(knex, async (db, transaction) => {
    if (batch.lines.length) await copyInto(transaction, TARGET, batch.lines)
    await insertRejections(db, run.id, batch.rejections)
    await advanceRun(db, run, { rowsRead: batch.rows, rowsRejected: batch.rejectedRows })
  })

const lineOf = (runId: string, row: ImportRow, salt: string): string => {
  const { rowNumber, sku, productKey, handle, barcode, isActive, raw, content, contentHash } = row
  const values = [runId, rowNumber, sku, productKey, handle, barcode, isActive]
  values.push(JSON.stringify(raw), content, contentHash + salt)
  return `${values.map(copyValue).join("\t")}\n`
}
