import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { inTransaction, type Executor } from "../../../postgres/executor"
import { cancelRunsOf } from "./decide-run"

/** One catalog, or all that a client owns. */
export type RetiredCatalogs = { catalogId: string } | { clientId: string }

const CATALOGS = `select id from catalog where deleted_at is null and (id = $1 or client_id = $2)`

const RETIRE = `
  with retired as (
    update catalog set deleted_at = now(), updated_at = now() where deleted_at is null and id = any ($1) returning id
  ), items as (
    update catalog_item set deleted_at = now(), updated_at = now()
    where deleted_at is null and catalog_id in (select id from retired) returning product_id
  ), hidden as (
    update product set status = 'draft', updated_at = now() where status <> 'draft' and id in (select product_id from items)
  )
  select id from retired`

/**
 * Ends the runs of catalogs, soft-deletes them with their items, turns their products into drafts, and answers how many
 * catalogs they were. The runs end in a transaction of their own: a chunk that is just being applied has locked items
 * that are to be deleted, and finds out at its end that it has to give them up.
 */
export const retireCatalogs = async (knex: Knex, which: RetiredCatalogs): Promise<number> => {
  const values = "catalogId" in which ? [which.catalogId, null] : [null, which.clientId]
  const endRuns = async (db: Executor): Promise<string[]> => {
    const ids = (await db.rows<{ id: string }>(CATALOGS, values)).map(({ id }) => id)
    await cancelRunsOf(db, ids)
    return ids
  }
  await inTransaction(knex, endRuns)
  return inTransaction(knex, async (db) => (await db.rows(RETIRE, [await endRuns(db)])).length)
}
