import type { Executor } from "../../../postgres/executor"
import { SHOWN_VARIANT, VARIANT_MATCHES_WORD } from "./product-page"

const VARIANT_PAGE = `
  with matches as materialized (
    select v.id ${SHOWN_VARIANT}
      and exists (
        select from product_sales_channel l
        join product p on p.id = l.product_id and p.status = 'published' and p.deleted_at is null
        where l.product_id = v.product_id and l.sales_channel_id = $2 and l.deleted_at is null)
      and ($3::text[] is null or v.id = any ($3))
      and ($4::text[] is null or v.sku = any ($4))
      and ($5::text[] is null or v.product_id = any ($5))
      and ($6::boolean is null or v.allow_backorder = $6)
      and ($7::boolean is null or v.manage_inventory = $7)
      and ($8::text[] is null or not exists (
        select from unnest($8) as word (pattern)
        where not coalesce(${VARIANT_MATCHES_WORD}, false)
          and not exists (
            select from product p where p.id = v.product_id
              and (p.title ilike word.pattern or p.subtitle ilike word.pattern or p.description ilike word.pattern)))))
  select (select count(*)::int from matches) as count,
    array(select id from matches order by id offset $9 limit $10) as ids`

/** What a page of variants is chosen by; a null filters nothing. Codes are as the database holds them. */
export type VariantPageQuery = {
  site_id: string
  sales_channel_id: string
  id: string[] | null
  sku: string[] | null
  product_id: string[] | null
  allow_backorder: boolean | null
  manage_inventory: boolean | null
  patterns: string[] | null
  skip: number
  take: number
}

/** The page's variants in their order, and how many there are on all pages. */
export type VariantPage = { ids: string[]; count: number }

/** Chooses a page of the variants that a site shows, in one statement whatever their number. */
export const variantPage = async (db: Executor, query: VariantPageQuery): Promise<VariantPage> => {
  const [page] = await db.rows<VariantPage>(VARIANT_PAGE, [
    query.site_id,
    query.sales_channel_id,
    query.id,
    query.sku,
    query.product_id,
    query.allow_backorder,
    query.manage_inventory,
    query.patterns,
    query.skip,
    query.take,
  ])
  return page ?? { ids: [], count: 0 }
}
