import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, inTransaction, type Executor } from "../../../postgres/executor"
import type { RunRecord } from "../types"
import { writeCategories } from "./statements/categories"
import { listChangedVisibility, reconcileChannels, showNewProducts } from "./statements/channel"
import { countKinds, createChunk, lastOrdinal, readChunkContext, type ChunkContext } from "./statements/chunk"
import { writeItems } from "./statements/items"
import { idTime } from "./statements/new-id"
import { writeOptions } from "./statements/options"
import { writePrices } from "./statements/prices"
import { writeProducts } from "./statements/products"
import { advanceRun } from "./statements/runs"
import { refreshStatistics } from "./statements/statistics"
import { writeStock } from "./statements/stock"
import { writeVariants } from "./statements/variants"

/** Products applied in one transaction: what a killed worker repeats, and what another run waits for at most. */
const CHUNK_PRODUCTS = 2_500

/**
 * Products of a run's first chunk. How a foreign key looks up its target is planned once a connection, for the table as
 * it is then; in a table of a hundred rows that is a scan, for which the 5,000 prices of a whole chunk paid 0.4 s. It is
 * as small as `staging.refresh_statistics()` still notices.
 */
const FIRST_CHUNK_PRODUCTS = 1_250

/**
 * Applies the stored plan from the run's cursor on. Each chunk is one transaction that also moves the cursor; between
 * two of them other runs may take their turn.
 */
export const applyRun = async (
  knex: Knex,
  run: RunRecord,
  now: () => number,
  turn: () => Promise<void>
): Promise<void> => {
  const last = await lastOrdinal(executorOf(knex), run.id)
  for (let from = run.cursor, chunks = 0; from < last; chunks += 1) {
    if (isPowerOfFour(chunks)) await refreshStatistics(executorOf(knex))
    const to = Math.min(from + (from === 0 ? FIRST_CHUNK_PRODUCTS : CHUNK_PRODUCTS), last)
    await inTransaction(knex, (db) => applyChunk(db, run, { from, to, time: idTime(now()) }))
    from = to
    await turn()
  }
}

/** After 1, 4, 16… chunks, when the tables may have grown several times. */
const isPowerOfFour = (count: number): boolean => count > 0 && Number.isInteger(Math.log2(count) / 2)

const applyChunk = async (
  db: Executor,
  run: RunRecord,
  chunk: { from: number; to: number; time: string }
): Promise<void> => {
  const rowsRejected = await createChunk(db, run, chunk.from, chunk.to)
  const context = await readChunkContext(db, run, chunk.time)
  await writeChunk(db, context)
  const { created, updated, reactivated, deactivated } = await countKinds(db)
  await advanceRun(db, run, {
    cursor: chunk.to,
    rowsCreated: created,
    rowsUpdated: updated,
    rowsReactivated: reactivated,
    rowsDeactivated: deactivated,
    rowsRejected,
  })
}

const writeChunk = async (db: Executor, context: ChunkContext): Promise<void> => {
  await writeProducts(db, context)
  await writeCategories(db, context)
  await writeVariants(db, context)
  await writeOptions(db, context)
  await writePrices(db, context)
  await writeStock(db, context)
  await writeItems(db, context)
  await showNewProducts(db, context)
  const productIds = context.hasKnownProducts ? await listChangedVisibility(db) : []
  if (productIds.length)
    await reconcileChannels(db, { siteIds: null, catalogId: context.catalogId, productIds }, context.time)
}
