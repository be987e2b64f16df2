import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { copyInto, copyValue } from "../../../postgres/copy"
import { inTransaction } from "../../../postgres/executor"
import type { ImportRow, Rejection, RunRecord, SourceRow } from "../types"
import { insertRejections } from "./statements/rejections"
import { advanceRun } from "./statements/runs"

/** Rows held in memory and copied at once: about 5 MB of text, well under a second of COPY. */
const BATCH_ROWS = 5_000

const TARGET = `staging.feed_row (run_id, row_number, sku, product_key, name, handle, description, category,
  category_handle, brand, barcode, stock, is_active, prices, images, options, variant_title, attributes, raw, content_hash)`

/** Copies what a source yields into the staging table, in batches that also move the run's counts. */
export const stageRows = async (knex: Knex, run: RunRecord, source: AsyncIterable<SourceRow>): Promise<void> => {
  let batch = emptyBatch()
  for await (const { row, rejections } of source) {
    if (row) batch.lines.push(lineOf(run.id, row))
    batch.rejections.push(...rejections)
    batch.rows += 1
    if (!row) batch.rejectedRows += 1
    if (batch.rows >= BATCH_ROWS) {
      await writeBatch(knex, run, batch)
      batch = emptyBatch()
    }
  }
  await writeBatch(knex, run, batch)
}

type Batch = { lines: string[]; rejections: Rejection[]; rows: number; rejectedRows: number }

const emptyBatch = (): Batch => ({ lines: [], rejections: [], rows: 0, rejectedRows: 0 })

const writeBatch = (knex: Knex, run: RunRecord, batch: Batch): Promise<void> =>
  inTransaction(knex, async (db, transaction) => {
    if (batch.lines.length) await copyInto(transaction, TARGET, batch.lines)
    await insertRejections(db, run.id, batch.rejections)
    await advanceRun(db, run, { rowsRead: batch.rows, rowsRejected: batch.rejectedRows })
  })

const lineOf = (runId: string, row: ImportRow): string => {
  const values = [
    runId,
    row.rowNumber,
    row.sku,
    row.productKey,
    row.name,
    row.handle,
    row.description,
    row.category,
    row.categoryHandle,
    row.brand,
    row.barcode,
    row.stock,
    row.isActive,
    JSON.stringify(row.prices),
    JSON.stringify(row.images),
    JSON.stringify(row.options),
    row.variantTitle,
    JSON.stringify(row.attributes),
    JSON.stringify(row.raw),
    row.contentHash,
  ]
  return `${values.map(copyValue).join("\t")}\n`
}
