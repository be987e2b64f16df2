import type { Executor } from "../../../postgres/executor"

/** A variant that the site shows, with the item that it sells: $1 is the sales channel's site. */
export const SHOWN_VARIANT = `
  from product_variant v
  left join catalog_item i on i.variant_id = v.id and i.deleted_at is null
  where v.deleted_at is null
    and not exists (select from exclusion e where e.site_id = $1 and e.item_id = i.id and e.deleted_at is null)`

/** Own codes alone are searched: the namespace in front of them would answer to a word that it happens to contain. */
export const VARIANT_MATCHES_WORD = `
  v.title ilike word.pattern
  or coalesce(i.sku, v.sku) ilike word.pattern
  or (case when i.id is null then v.barcode else i.barcode end) ilike word.pattern
  or catalog_own_code(v.ean, ':') ilike word.pattern
  or catalog_own_code(v.upc, ':') ilike word.pattern`

/** The columns that Medusa searches: title, subtitle and description, and those of the variants. Every word has to match. */
const MATCHES = `
  select p.id, p.title, p.created_at, p.updated_at
  from product_sales_channel l
  join product p on p.id = l.product_id and p.status = 'published' and p.deleted_at is null
  where l.sales_channel_id = $2 and l.deleted_at is null
    and ($3::text[] is null or p.id = any ($3))
    and ($4::text[] is null or p.handle = any ($4))
    and ($5::text[] is null or p.title = any ($5))
    and ($6::text[] is null or p.collection_id = any ($6))
    and ($7::text[] is null or p.type_id = any ($7))
    and ($8::text[] is null or p.external_id = any ($8))
    and ($9::boolean is null or p.is_giftcard = $9)
    and ($10::text[] is null or exists (
      select from product_tags t where t.product_id = p.id and t.product_tag_id = any ($10)))
    and ($11::text[] is null or exists (
      select from product_category_product pc
      join product_category k on k.id = pc.product_category_id and k.is_active and not k.is_internal and k.deleted_at is null
      where pc.product_id = p.id and k.id = any ($11)))
    and ($12::jsonb is null or exists (
      select ${SHOWN_VARIANT} and v.product_id = p.id
        and ($12 -> 'id' is null or $12 -> 'id' ? v.id)
        and ($12 -> 'sku' is null or $12 -> 'sku' ? v.sku)
        and ($12 -> 'barcode' is null or $12 -> 'barcode' ? v.barcode)
        and ($12 -> 'ean' is null or $12 -> 'ean' ? v.ean)
        and ($12 -> 'upc' is null or $12 -> 'upc' ? v.upc)))
    and ($13::text[] is null or not exists (
      select from unnest($13) as word (pattern)
      where not (
        p.title ilike word.pattern
        or coalesce(p.subtitle ilike word.pattern, false)
        or coalesce(p.description ilike word.pattern, false)
        or exists (select ${SHOWN_VARIANT} and v.product_id = p.id and (${VARIANT_MATCHES_WORD})))))`

const ORDERS = {
  id: "id",
  title: "title",
  created_at: "created_at",
  updated_at: "updated_at",
} as const

const PRODUCT_PAGE = (column: string, direction: string) => `
  with matches as materialized (${MATCHES}),
  page as (select id, row_number() over () as place from (
    select id from matches order by ${column} ${direction}, id ${direction} offset $14 limit $15) ordered)
  select
    (select count(*)::int from matches) as count,
    array(select id from page order by place) as ids,
    array(
      select i.variant_id from exclusion e
      join catalog_item i on i.id = e.item_id and i.deleted_at is null
      where e.site_id = $1 and e.deleted_at is null and i.product_id in (select id from page)
    ) as hidden_variant_ids`

/** What a page of products is chosen by; a null filters nothing. Codes are as the database holds them. */
export type ProductPageQuery = {
  site_id: string
  sales_channel_id: string
  id: string[] | null
  handle: string[] | null
  title: string[] | null
  collection_id: string[] | null
  type_id: string[] | null
  external_id: string[] | null
  is_giftcard: boolean | null
  tag_id: string[] | null
  category_id: string[] | null
  variants: Partial<Record<"id" | "sku" | "barcode" | "ean" | "upc", string[]>> | null
  patterns: string[] | null
  order: { column: keyof typeof ORDERS; direction: "asc" | "desc" }
  skip: number
  take: number
}

/** The page's products in their order, how many there are on all pages, and the page's variants that the site excludes. */
export type ProductPage = { ids: string[]; count: number; hidden_variant_ids: string[] }

/** Whether products can be ordered by the column. */
export const isProductOrder = (column: string): column is keyof typeof ORDERS => column in ORDERS

/** Chooses a page of the products that a site shows, in one statement whatever their number. */
export const productPage = async (db: Executor, query: ProductPageQuery): Promise<ProductPage> => {
  const { column, direction } = query.order
  const [page] = await db.rows<ProductPage>(PRODUCT_PAGE(ORDERS[column], direction === "desc" ? "desc" : "asc"), [
    query.site_id,
    query.sales_channel_id,
    query.id,
    query.handle,
    query.title,
    query.collection_id,
    query.type_id,
    query.external_id,
    query.is_giftcard,
    query.tag_id,
    query.category_id,
    query.variants === null ? null : JSON.stringify(query.variants),
    query.patterns,
    query.skip,
    query.take,
  ])
  return page ?? { ids: [], count: 0, hidden_variant_ids: [] }
}
