import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, inTransaction } from "../../../postgres/executor"
import { queueImages } from "../images/statements/queue-images"
import type { RunRecord } from "../types"
import { listPublished } from "./statements/published"
import { advanceRun } from "./statements/runs"

/** Products told in one batch of events. */
const BATCH_PRODUCTS = 1_000

/** Queueing pictures keeps a backend of Postgres busy for longer than telling takes, so two of them share it. */
const halvesOf = (ids: string[]): string[][] => [ids.slice(0, ids.length / 2), ids.slice(ids.length / 2)]

/** An event as Medusa's bus takes it: of a product, or of a run. */
export type StoreEvent = { name: string; data: { id: string } }

/**
 * Tells the rest of the store what the run changed, after its transactions. A worker killed between the two lines of
 * the loop tells a batch again: events arrive at least once. Between two batches other runs may take their turn.
 */
export const publishRun = async (
  knex: Knex,
  run: RunRecord,
  emit: (events: StoreEvent[]) => Promise<void>,
  turn: () => Promise<void>
): Promise<void> => {
  let cursor = run.cursor
  for (;;) {
    const products = await listPublished(executorOf(knex), run.id, cursor, BATCH_PRODUCTS)
    const last = products.at(-1)
    if (!last) return
    const productIds = products.map(({ id }) => id)
    await Promise.all(halvesOf(productIds).map((half) => queueImages(executorOf(knex), run.catalog_id, half)))
    await emit(
      products.map(({ id, is_new }) => ({ name: is_new ? "product.created" : "product.updated", data: { id } }))
    )
    cursor = last.ordinal
    await inTransaction(knex, (db) => advanceRun(db, run, { cursor: last.ordinal }))
    await turn()
  }
}
