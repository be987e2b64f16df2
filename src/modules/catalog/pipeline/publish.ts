import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, inTransaction } from "../../../postgres/executor"
import { queueImages } from "../images/statements/queue-images"
import type { RunRecord } from "../types"
import { listPublished } from "./statements/published"
import { advanceRun, noteTold, type UntoldEnding } from "./statements/runs"

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
    const last = await publishBatch({ knex, run, emit }, cursor, BATCH_PRODUCTS)
    if (last === null) return
    cursor = last
    await inTransaction(knex, (db) => advanceRun(db, run, { cursor: last }))
    await turn()
  }
}

type Publishing = {
  knex: Knex
  run: Pick<RunRecord, "id" | "catalog_id">
  emit: (events: StoreEvent[]) => Promise<void>
}

/** Tells of the products behind an ordinal, and answers the last one's; null when there is none. */
const publishBatch = async ({ knex, run, emit }: Publishing, after: number, limit: number): Promise<number | null> => {
  const products = await listPublished(executorOf(knex), run.id, after, limit)
  const last = products.at(-1)
  if (!last) return null
  const productIds = products.map(({ id }) => id)
  await Promise.all(halvesOf(productIds).map((half) => queueImages(executorOf(knex), run.catalog_id, half)))
  await emit(products.map(({ id, is_new }) => ({ name: is_new ? "product.created" : "product.updated", data: { id } })))
  return last.ordinal
}

/**
 * Tells what a run applied that was cancelled or failed before it could: its products stand, and the next run finds them
 * unchanged. Killed in between, it is told by whoever takes the ending next.
 */
export const publishEnding = async (
  knex: Knex,
  ending: UntoldEnding,
  emit: (events: StoreEvent[]) => Promise<void>
): Promise<void> => {
  let told: number | null = ending.publish_cursor
  while (told !== null) {
    const open: number = Math.min(BATCH_PRODUCTS, ending.cursor - told)
    const last: number | null = open > 0 ? await publishBatch({ knex, run: ending, emit }, told, open) : null
    told = last
    await noteTold(executorOf(knex), ending.id, told)
  }
}
