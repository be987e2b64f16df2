import type { Executor } from "../../../postgres/executor"

/** One catalog, or all that a client owns. */
export type RetiredCatalogs = { catalogId: string } | { clientId: string }

const RETIRE = `
  with retired as (
    update catalog set deleted_at = now(), updated_at = now()
    where deleted_at is null and (id = $1 or client_id = $2) returning id
  ), items as (
    update catalog_item set deleted_at = now(), updated_at = now()
    where deleted_at is null and catalog_id in (select id from retired) returning product_id
  ), hidden as (
    update product set status = 'draft', updated_at = now() where status <> 'draft' and id in (select product_id from items)
  )
  select id from retired`

/** Soft-deletes catalogs with their items, turns their products into drafts, and answers how many catalogs they were. */
export const retireCatalogs = async (db: Executor, which: RetiredCatalogs): Promise<number> => {
  const values = "catalogId" in which ? [which.catalogId, null] : [null, which.clientId]
  return (await db.rows(RETIRE, values)).length
}
