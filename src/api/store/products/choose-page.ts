import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import type { Executor } from "../../../postgres/executor"
import { executorOf } from "../../../postgres/executor"
import { isFilters, listOf, listOrNull, searchPatterns, withStoredCodes } from "../codes/typed-codes"
import type { Filters } from "../codes/typed-codes"
import { answerPage } from "../listing/answer-page"
import type { ChosenPage } from "../listing/answer-page"
import type { SiteRequest } from "../site-request"
import { hiddenVariants } from "../statements/hidden-variants"
import { isProductOrder, productPage } from "../statements/product-page"
import type { ProductPageQuery } from "../statements/product-page"

const STATED = ["id", "handle", "title", "collection_id", "type_id", "external_id"] as const
const STATED_OF_VARIANTS = ["id", "sku", "barcode", "ean", "upc"]
const ELSEWHERE = ["is_giftcard", "q", "tags", "categories", "variants", "status", "sales_channel_id"]

/** A search that is combined with filters which only Medusa knows looks no further than this many products. */
const SEARCHED_PRODUCTS = 1000

const idsOf = (value: unknown): string[] | null => (isFilters(value) ? listOrNull(value["id"]) : null)
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
      STATED.some((stated) => stated === name && (typeof value === "string" || Array.isArray(value)))
  ) &&
  hasOnly(filters["tags"], ["id"]) &&
  hasOnly(filters["categories"], ["id"]) &&
  hasOnly(filters["variants"], STATED_OF_VARIANTS)

const variantsOf = (variants: unknown): ProductPageQuery["variants"] =>
  isFilters(variants)
    ? Object.fromEntries(Object.entries(variants).map(([name, value]) => [name, listOf(value)]))
    : null

const pageQuery = (req: SiteRequest, filters: Filters, order: ProductPageQuery["order"]): ProductPageQuery => {
  const { skip, take } = req.queryConfig.pagination
  const [id, handle, title, collection_id, type_id, external_id] = STATED.map((name) => listOrNull(filters[name]))
  return {
    site_id: req.site.id,
    sales_channel_id: req.site.sales_channel_id,
    id: id ?? null,
    handle: handle ?? null,
    title: title ?? null,
    collection_id: collection_id ?? null,
    type_id: type_id ?? null,
    external_id: external_id ?? null,
    is_giftcard: typeof filters["is_giftcard"] === "boolean" ? filters["is_giftcard"] : null,
    tag_id: idsOf(filters["tags"]),
    category_id: idsOf(filters["categories"]),
    variants: variantsOf(filters["variants"]),
    patterns: typeof filters["q"] === "string" ? searchPatterns(filters["q"]) : null,
    order,
    skip,
    take: take ?? SEARCHED_PRODUCTS,
  }
}

/** What the statement doesn't know, Medusa filters itself; the channel is a join of its query, not a list of ids. */
const pageByMedusa = async (req: SiteRequest, db: Executor, filters: Filters): Promise<ChosenPage> => {
  const { sales_channel_id: _channel, q, ...rest } = filters
  const found =
    typeof q === "string"
      ? await productPage(db, {
          ...pageQuery(req, { q }, { column: "id", direction: "asc" }),
          skip: 0,
          take: SEARCHED_PRODUCTS,
        })
      : undefined
  const query = req.scope.resolve(ContainerRegistrationKeys.QUERY)
  // The types that a build generates know no filter over a link.
  const wanted: Filters = {
    $and: [rest, ...(found ? [{ id: found.ids }] : [])],
    sales_channels: { id: [req.site.sales_channel_id] },
  }
  const { data, metadata } = await query.graph({
    entity: "product",
    fields: ["id"],
    filters: wanted,
    pagination: req.queryConfig.pagination,
  })
  const ids = (data as { id: string }[]).map(({ id }) => id)
  return { ids, count: metadata?.count ?? ids.length, hidden_variant_ids: await hiddenVariants(db, req.site.id, ids) }
}

/** Chooses the products of a list by what the shopper typed; the number of statements doesn't grow with their number. */
export const chooseProductPage = async (
  req: SiteRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const filters = withStoredCodes(req.filterableFields, new Set(req.site.catalog_keys))
  const order = orderOf(req.queryConfig.pagination.order)
  const page =
    order && isStated(filters)
      ? await productPage(db, pageQuery(req, filters, order))
      : await pageByMedusa(req, db, filters)
  answerPage(req, res, "products", page)
  next()
}
