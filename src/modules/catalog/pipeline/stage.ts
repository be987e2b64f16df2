import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { copyInto, CopyLines } from "../../../postgres/copy"
import { executorOf, inDeferredTransaction } from "../../../postgres/executor"
import type { ImportRow, Rejection, RunRecord, SourceRow } from "../types"
import { pricingSalt } from "./statements/pricing-salt"
import { insertRejections } from "./statements/rejections"
import { advanceRun } from "./statements/runs"

/**
 * Rows copied at once, about 3 MB of text of which two are in memory; a batch ends before them when its bytes do, or
 * with the next row when it has been open for so long: a slow source would seem to stand still.
 */
const BATCH_ROWS = 2_000
const BATCH_BYTES = 4 * 1024 * 1024
const BATCH_MS = 2_000

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
    if (isFull(batch)) await flush()
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
  /** When it was begun. */
  sinceMs: number
}

const nothing = () => ({ rejectedBytes: 0, rows: 0, rejectedRows: 0, sinceMs: Date.now(), rejections: [] })

const emptyBatch = (): Batch => ({ ...nothing(), lines: new CopyLines() })

const isFull = ({ rows, lines, rejectedBytes, sinceMs }: Batch): boolean =>
  rows >= BATCH_ROWS || lines.length + rejectedBytes >= BATCH_BYTES || Date.now() - sinceMs >= BATCH_MS

const reject = (batch: Batch, rejections: Rejection[]): void => {
  for (const rejection of rejections) {
    batch.rejections.push(rejection)
    for (const cell of Object.values(rejection.raw ?? {})) batch.rejectedBytes += cell.length
  }
}

/** An empty batch that has the other one's memory. */
const cleared = ({ lines }: Batch): Batch => {
  lines.clear()
  return { ...nothing(), lines }
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
