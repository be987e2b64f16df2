import type { Executor } from "../../../postgres/executor"
import { bindTo, productMatches, SHOWN_VARIANTS, variantMatches } from "./shown-products"
import type { Bind } from "./shown-products"

const LISTED = ["id", "sku", "product_id"] as const
const SWITCHES = ["allow_backorder", "manage_inventory"] as const

/** What a page of variants is chosen by. Codes are as the database holds them. */
export type VariantFilters = Partial<Record<(typeof LISTED)[number], string[]>> &
  Partial<Record<(typeof SWITCHES)[number], boolean>> & {
    /** The words of a search as patterns of ILIKE: each has to match somewhere. */
    patterns?: string[]
  }

/** Whose page of variants, and which one. */
export type VariantPageQuery = {
  site_id: string
  sales_channel_id: string
  filters: VariantFilters
  skip: number
  take: number
}

/** The page's variants in their order, and how many there are on all pages. */
export type VariantPage = { ids: string[]; count: number }

const conditionsOf = (filters: VariantFilters, bind: Bind): string[] => [
  ...LISTED.flatMap((name) => (filters[name] ? [`v.${name} = any (${bind(filters[name])})`] : [])),
  ...SWITCHES.flatMap((name) => (filters[name] === undefined ? [] : [`v.${name} = ${bind(filters[name])}`])),
  ...(filters.patterns ?? []).map((pattern) => {
    const word = bind(pattern)
    return `${productMatches(word)} or ${variantMatches(word)}`
  }),
]

const VARIANT_PAGE = (conditions: string[]) => `
  with matches as ${conditions.length > 0 ? "materialized" : "not materialized"} (
    select v.id ${SHOWN_VARIANTS}
    ${conditions.map((condition) => ` and (${condition})`).join("")})
  select (select count(*)::int from matches) as count,
    array(select id from matches order by id offset $3 limit $4) as ids`

/** Chooses a page of the variants that a site shows, in one statement whatever their number. */
export const variantPage = async (db: Executor, query: VariantPageQuery): Promise<VariantPage> => {
  const values: unknown[] = [query.site_id, query.sales_channel_id, query.skip, query.take]
  const [page] = await db.rows<VariantPage>(VARIANT_PAGE(conditionsOf(query.filters, bindTo(values))), values)
  return page ?? { ids: [], count: 0 }
}
