import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { copyInto, CopyLines } from "../../../postgres/copy"
import { executorOf, inDeferredTransaction } from "../../../postgres/executor"
import type { ImportRow, Rejection, RunRecord, SourceRow } from "../types"
import { pricingSalt } from "./statements/pricing-salt"
import { insertRejections } from "./statements/rejections"
import { advanceRun } from "./statements/runs"

/** Rows copied at once, about 3 MB of text of which two are in memory; a batch ends before them when its bytes do. */
const BATCH_ROWS = 2_000
const BATCH_BYTES = 4 * 1024 * 1024

const TARGET = `staging.feed_row (run_id, row_number, sku, product_key, handle, barcode, is_active, raw, content, content_hash)`

/**
 * Copies what a source yields into the staging table, in batches that also move the run's counts. While one batch is
 * copied the next is read, so that the parser and the server work at the same time.
 */
export const stageRows = async (
  knex: Knex,
  run: RunRecord,
  source: AsyncIterable<SourceRow>,
  expectedRows: () => number | null
): Promise<void> => {
  const salt = await pricingSalt(executorOf(knex), run.catalog_id)
  let [batch, written] = [emptyBatch(), emptyBatch()]
  let writing = Promise.resolve()
  const flush = async () => {
    await writing
    ;[batch, written] = [cleared(written), batch]
    writing = writeBatch(knex, run, written, expectedRows())
    writing.catch(() => undefined) // it is awaited before the next one, which may be a while
  }
  for await (const { row, rejections } of source) {
    if (row) appendRow(batch.lines, run.id, row, salt)
    reject(batch, rejections)
    batch.rows += 1
    if (!row) batch.rejectedRows += 1
    if (batch.rows >= BATCH_ROWS || batch.lines.length + batch.rejectedBytes >= BATCH_BYTES) await flush()
  }
  await flush()
  await writing
}

type Batch = {
  readonly lines: CopyLines
  rejections: Rejection[]
  /** About the bytes of rejected cells, which nothing bounds but the source. */
  rejectedBytes: number
  rows: number
  rejectedRows: number
}

const NOTHING = { rejectedBytes: 0, rows: 0, rejectedRows: 0 }

const emptyBatch = (): Batch => ({ ...NOTHING, lines: new CopyLines(), rejections: [] })

const reject = (batch: Batch, rejections: Rejection[]): void => {
  for (const rejection of rejections) {
    batch.rejections.push(rejection)
    for (const cell of Object.values(rejection.raw ?? {})) batch.rejectedBytes += cell.length
  }
}

/** An empty batch that has the other one's memory. */
const cleared = ({ lines }: Batch): Batch => {
  lines.clear()
  return { ...NOTHING, lines, rejections: [] }
}

const writeBatch = (knex: Knex, run: RunRecord, batch: Batch, rowsExpected: number | null): Promise<void> =>
  inDeferredTransaction(knex, async (db, transaction) => {
    if (batch.lines.length) await copyInto(transaction, TARGET, batch.lines)
    await insertRejections(db, run.id, batch.rejections)
    await advanceRun(db, run, { rowsRead: batch.rows, rowsRejected: batch.rejectedRows, rowsExpected })
  })

const appendRow = (lines: CopyLines, runId: string, row: ImportRow, salt: string): void => {
  const { rowNumber, sku, productKey, handle, barcode, isActive, raw, content, contentHash } = row
  const values = [runId, rowNumber, sku, productKey, handle, barcode, isActive]
  lines.append([...values, JSON.stringify(raw), content, contentHash + salt])
}
