import type { Executor } from "../../../postgres/executor"
import {
  bindTo,
  productMatches,
  SHOWN_IN_ORDER,
  SHOWN_PRODUCTS,
  SHOWN_VARIANTS,
  variantMatches,
} from "./shown-products"
import type { Bind } from "./shown-products"

const ORDERS = ["id", "title", "created_at", "updated_at"] as const
const LISTED = ["id", "handle", "title", "collection_id", "type_id", "external_id"] as const

type Codes = Partial<Record<"id" | "sku" | "barcode" | "ean" | "upc", string[]>>

/** What a page of products is chosen by. Codes are as the database holds them. */
export type ProductFilters = Partial<Record<(typeof LISTED)[number] | "tag_id" | "category_id", string[]>> & {
  is_giftcard?: boolean
  /** One variant has to have all of the codes. */
  variants?: Codes
  /** The words of a search as patterns of ILIKE: each has to match somewhere. */
  patterns?: string[]
}

/** Whose page of products, which one, and in which order. */
export type ProductPageQuery = {
  site_id: string
  sales_channel_id: string
  filters: ProductFilters
  order: { column: (typeof ORDERS)[number]; direction: "asc" | "desc" }
  skip: number
  take: number
}

/** The page's products in their order, how many there are on all pages, and the page's variants that the site excludes. */
export type ProductPage = { ids: string[]; count: number; hidden_variant_ids: string[] }

/** Whether products can be ordered by the column. */
export const isProductOrder = (column: string): column is (typeof ORDERS)[number] =>
  ORDERS.some((known) => known === column)

const ofVariants = (codes: Codes, bind: Bind): string => {
  const conditions = Object.entries(codes).map(([code, values]) => ` and v.${code} = any (${bind(values)})`)
  return `p.id in (select v.product_id ${SHOWN_VARIANTS}${conditions.join("")})`
}

const ofWord = (word: string): string =>
  `${productMatches(word)} or p.id in (select v.product_id ${SHOWN_VARIANTS} and (${variantMatches(word)}))`

const ofTags = (ids: string): string =>
  `p.id in (select product_id from product_tags where product_tag_id = any (${ids}))`

const ofCategories = (ids: string): string => `p.id in (
  select c.product_id from product_category_product c
  join product_category k on k.id = c.product_category_id and k.is_active and not k.is_internal and k.deleted_at is null
  where k.id = any (${ids}))`

const conditionsOf = (filters: ProductFilters, bind: Bind): string[] => [
  ...LISTED.flatMap((name) => (filters[name] ? [`p.${name} = any (${bind(filters[name])})`] : [])),
  ...(filters.is_giftcard === undefined ? [] : [`p.is_giftcard = ${bind(filters.is_giftcard)}`]),
  ...(filters.tag_id ? [ofTags(bind(filters.tag_id))] : []),
  ...(filters.category_id ? [ofCategories(bind(filters.category_id))] : []),
  ...(filters.variants ? [ofVariants(filters.variants, bind)] : []),
  ...(filters.patterns ?? []).map((pattern) => ofWord(bind(pattern))),
]

type Order = ProductPageQuery["order"]

const idsInOrder = (isSearched: boolean, { column, direction }: Order): string =>
  isSearched || column !== "id"
    ? `select id from matches order by ${column} ${direction}, id ${direction}`
    : `select p.id ${SHOWN_IN_ORDER(direction)}`

/** Without conditions the page comes along an index and the count apart from it; what is searched is searched once. */
const PRODUCT_PAGE = (conditions: string[], order: Order) => `
  with matches as ${conditions.length > 0 ? "materialized" : "not materialized"} (
    select p.id, p.title, p.created_at, p.updated_at ${SHOWN_PRODUCTS}
    ${conditions.map((condition) => ` and (${condition})`).join("")}),
  page as materialized (
    select array(${idsInOrder(conditions.length > 0, order)} offset $3 limit $4) as ids)
  select (select count(*)::int from matches) as count, page.ids,
    array(
      select i.variant_id from exclusion e
      join catalog_item i on i.id = e.item_id and i.deleted_at is null
      where e.site_id = $1 and e.deleted_at is null and i.product_id = any (page.ids)) as hidden_variant_ids
  from page`

/**
 * Chooses a page of the products that a site shows, in one statement whatever their number. At 100,000 products the
 * server works 110 ms for a page, which is the count; 270 ms when it is ordered by another column than the id, 750 ms
 * for a search of one word and 1.2 s for two, since row-level security keeps ILIKE off an index; and 1 ms for a code.
 */
export const productPage = async (db: Executor, query: ProductPageQuery): Promise<ProductPage> => {
  const values: unknown[] = [query.site_id, query.sales_channel_id, query.skip, query.take]
  const text = PRODUCT_PAGE(conditionsOf(query.filters, bindTo(values)), query.order)
  const [page] = await db.rows<ProductPage>(text, values)
  return page ?? { ids: [], count: 0, hidden_variant_ids: [] }
}
