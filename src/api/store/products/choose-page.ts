import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Executor } from "../../../postgres/executor"
import { executorOf } from "../../../postgres/executor"
import { isFilters, listOf, listsOf, searchPatterns } from "../codes/typed-codes"
import type { Filters } from "../codes/typed-codes"
import { answerPage } from "../listing/answer-page"
import type { ChosenPage } from "../listing/answer-page"
import { pageByMedusa, typedFilters } from "../listing/page-by-medusa"
import type { SiteRequest } from "../site-request"
import { hiddenVariants } from "../statements/hidden-variants"
import { isProductOrder, productPage } from "../statements/product-page"
import type { ProductFilters, ProductPageQuery } from "../statements/product-page"

const LISTED = ["id", "handle", "title", "collection_id", "type_id", "external_id"] as const
const CODES = ["id", "sku", "barcode", "ean", "upc"] as const
const ELSEWHERE = ["is_giftcard", "q", "tags", "categories", "variants", "status", "sales_channel_id"]

/** A search that is combined with filters which only Medusa knows looks no further than this many products. */
const SEARCHED_PRODUCTS = 1000

/** A page without a limit, which Medusa's validation always sets. */
const MOST_PRODUCTS = 1000

const hasOnly = (value: unknown, names: readonly string[]): boolean =>
  value === undefined || (isFilters(value) && Object.keys(value).every((name) => names.includes(name)))

/** The order of the page, or undefined when it is none that the statement knows. */
const orderOf = (order: Record<string, string> | undefined): ProductPageQuery["order"] | undefined => {
  const [[column, direction] = ["id", "ASC"], ...others] = Object.entries(order ?? {})
  if (others.length > 0 || !isProductOrder(column)) return undefined
  return { column, direction: direction.toUpperCase() === "DESC" ? "desc" : "asc" }
}

const isStated = (filters: Filters): boolean =>
  Object.entries(filters).every(
    ([name, value]) =>
      value === undefined ||
      ELSEWHERE.includes(name) ||
      LISTED.some((listed) => listed === name && (typeof value === "string" || Array.isArray(value)))
  ) &&
  hasOnly(filters["tags"], ["id"]) &&
  hasOnly(filters["categories"], ["id"]) &&
  hasOnly(filters["variants"], CODES)

const productFilters = (filters: Filters): ProductFilters => {
  const { is_giftcard, q, tags, categories, variants } = filters
  return {
    ...listsOf(filters, LISTED),
    ...(typeof is_giftcard === "boolean" ? { is_giftcard } : {}),
    ...(isFilters(tags) ? { tag_id: listOf(tags["id"]) } : {}),
    ...(isFilters(categories) ? { category_id: listOf(categories["id"]) } : {}),
    ...(isFilters(variants) ? { variants: listsOf(variants, CODES) } : {}),
    ...(typeof q === "string" ? { patterns: searchPatterns(q) } : {}),
  }
}

/** What the statement doesn't know, Medusa filters itself; the channel is a join of its query, not a list of ids. */
const pageOfSite = async (req: SiteRequest, db: Executor, filters: Filters): Promise<ChosenPage> => {
  const { sales_channel_id: _channel, q, ...rest } = filters
  const { id: site_id, sales_channel_id } = req.site
  const found =
    typeof q === "string"
      ? await productPage(db, {
          site_id,
          sales_channel_id,
          filters: { patterns: searchPatterns(q) },
          order: { column: "id", direction: "asc" },
          skip: 0,
          take: SEARCHED_PRODUCTS,
        })
      : undefined
  // The types that a build generates know no filter over a link.
  const wanted: Filters = {
    $and: [rest, ...(found ? [{ id: found.ids }] : [])],
    sales_channels: { id: [sales_channel_id] },
  }
  const page = await pageByMedusa(req, "product", wanted)
  return { ...page, hidden_variant_ids: await hiddenVariants(db, site_id, page.ids) }
}

/** Chooses the products of a list by what the shopper typed; the number of statements doesn't grow with their number. */
export const chooseProductPage = async (
  req: SiteRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const filters = typedFilters(req)
  const { skip, take = MOST_PRODUCTS } = req.queryConfig.pagination
  const order = orderOf(req.queryConfig.pagination.order)
  const { id: site_id, sales_channel_id } = req.site
  const page =
    order && isStated(filters)
      ? await productPage(db, { site_id, sales_channel_id, filters: productFilters(filters), order, skip, take })
      : await pageOfSite(req, db, filters)
  answerPage(req, res, "products", page)
  next()
}
