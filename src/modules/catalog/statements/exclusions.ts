import type { Executor } from "../../../postgres/executor"
import { newId } from "../pipeline/statements/new-id"

/** An item of a site's catalog, by the sku that a person typed. */
export type ItemBySku = { sku: string; item_id: string; product_id: string }

const ITEMS_BY_SKU = `
  select i.sku, i.id as item_id, i.product_id
  from catalog_item i where i.catalog_id = $1 and i.sku = any ($2) and i.deleted_at is null`

/** Finds items of a catalog by their own skus. */
export const itemsBySku = (db: Executor, catalogId: string, skus: string[]): Promise<ItemBySku[]> =>
  db.rows(ITEMS_BY_SKU, [catalogId, skus])

const INSERT = `
  insert into exclusion (id, site_id, item_id, reason)
  select ${newId("excl", "(row_number() over ())::int & 16777215")}, $2, e.item_id, e.reason
  from jsonb_to_recordset($3) as e(item_id text, reason text)
  on conflict (site_id, item_id) where deleted_at is null
  do update set reason = excluded.reason, updated_at = now() where exclusion.reason is distinct from excluded.reason`

/** Excludes items on a site; one that is excluded already gets the new reason. */
export const insertExclusions = (
  db: Executor,
  siteId: string,
  exclusions: { item_id: string; reason: string | null }[],
  time: string
): Promise<number> => db.run(INSERT, [time, siteId, JSON.stringify(exclusions)])

const DELETE = `delete from exclusion where site_id = $1 and item_id = any ($2)`

/** Shows items on a site again. */
export const deleteExclusions = (db: Executor, siteId: string, itemIds: string[]): Promise<number> =>
  db.run(DELETE, [siteId, itemIds])

/** An exclusion as a person reads it. */
export type ExclusionRow = { sku: string; reason: string | null; item_id: string; created_at: Date }

const LIST = `
  select i.sku, e.reason, e.item_id, e.created_at
  from exclusion e join catalog_item i on i.id = e.item_id
  where e.site_id = $1 and e.deleted_at is null
  order by i.sku limit $2 offset $3`

const COUNT = `select count(*)::int as count from exclusion where site_id = $1 and deleted_at is null`

/** A page of what a site excludes, by sku, and how many there are in all. */
export const listExclusions = async (db: Executor, siteId: string, limit: number, offset: number) => {
  const exclusions = await db.rows<ExclusionRow>(LIST, [siteId, limit, offset])
  const [counted] = await db.rows<{ count: number }>(COUNT, [siteId])
  return { exclusions, count: counted?.count ?? 0 }
}
