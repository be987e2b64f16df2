import type { Executor } from "../../../postgres/executor"

const HIDDEN_VARIANTS = `
  select i.variant_id
  from exclusion e
  join catalog_item i on i.id = e.item_id and i.deleted_at is null
  where e.site_id = $1 and e.deleted_at is null and (i.product_id = any ($2) or i.variant_id = any ($2))`

/** Answers the variants that the site excludes, among those with the given ids and those of the products with them. */
export const hiddenVariants = async (db: Executor, siteId: string, ids: string[]): Promise<string[]> => {
  const rows = await db.rows<{ variant_id: string }>(HIDDEN_VARIANTS, [siteId, ids])
  return rows.map(({ variant_id }) => variant_id)
}
