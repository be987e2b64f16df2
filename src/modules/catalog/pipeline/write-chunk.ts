import type { Executor } from "../../../postgres/executor"
import type { RunRecord } from "../types"
import { linkCategories } from "./statements/categories"
import { keepVisibility, listChangedVisibility, reconcileChannels, showNewProducts } from "./statements/channel"
import { countKinds, createChunk, readChunkContext, type ChunkContext, type Stretch } from "./statements/chunk"
import { writeItems } from "./statements/items"
import { idTime } from "./statements/new-id"
import { writeOptions } from "./statements/options"
import { writePrices } from "./statements/prices"
import { writeProducts } from "./statements/products"
import { advanceRun } from "./statements/runs"
import { writeStock } from "./statements/stock"
import { writeVariants } from "./statements/variants"

/** Applies a stretch of the plan within a transaction, and moves the run's cursor past it when everything before it stands. */
export const workOnChunk = async (
  db: Executor,
  run: RunRecord,
  chunk: Stretch,
  nowMs: number,
  allBefore: () => Promise<void> = () => Promise.resolve()
): Promise<void> => {
  await keepVisibility(db, run.catalog_id)
  const rowsRejected = await createChunk(db, run, chunk)
  await writeChunk(db, await readChunkContext(db, run, idTime(nowMs)))
  const { created, updated, reactivated, deactivated } = await countKinds(db)
  await allBefore()
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
  await linkCategories(db, context)
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
