import type { Executor } from "../../../postgres/executor"

const UNSOLD_VARIANTS = `
  select asked.id
  from unnest($2::text[]) with ordinality as asked (id, place)
  where not exists (
    select from product_variant v
    join product p on p.id = v.product_id and p.status = 'published' and p.deleted_at is null
    join product_sales_channel l on l.product_id = p.id and l.sales_channel_id = $1 and l.deleted_at is null
    where v.id = asked.id and v.deleted_at is null
      and not exists (
        select from catalog_item i
        join exclusion e on e.item_id = i.id and e.deleted_at is null
        join site s on s.id = e.site_id and s.sales_channel_id = l.sales_channel_id and s.deleted_at is null
        where i.variant_id = v.id and i.deleted_at is null))
  order by asked.place`

/** Answers those of the variants that the sales channel doesn't sell: foreign, unpublished, excluded or unknown ones. */
export const unsoldVariants = async (db: Executor, salesChannelId: string, ids: string[]): Promise<string[]> => {
  const rows = await db.rows<{ id: string }>(UNSOLD_VARIANTS, [salesChannelId, ids])
  return rows.map(({ id }) => id)
}
