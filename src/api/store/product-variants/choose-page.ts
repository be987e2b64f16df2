import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type { Executor } from "../../../postgres/executor"
import { executorOf } from "../../../postgres/executor"
import { listsOf, searchPatterns } from "../codes/typed-codes"
import type { Filters } from "../codes/typed-codes"
import { answerPage } from "../listing/answer-page"
import { pageByMedusa, typedFilters } from "../listing/page-by-medusa"
import type { SiteRequest } from "../site-request"
import { variantPage } from "../statements/variant-page"
import type { VariantFilters, VariantPage, VariantPageQuery } from "../statements/variant-page"

const STATED = ["id", "sku", "product_id", "allow_backorder", "manage_inventory", "q", "product", "sales_channel_id"]

/** Filters that only Medusa knows are tried on at most this many variants, which the others have to narrow down to. */
const CANDIDATES = 10_000

const variantFilters = ({ allow_backorder, manage_inventory, q, ...filters }: Filters): VariantFilters => ({
  ...listsOf(filters, ["id", "sku", "product_id"]),
  ...(typeof allow_backorder === "boolean" ? { allow_backorder } : {}),
  ...(typeof manage_inventory === "boolean" ? { manage_inventory } : {}),
  ...(typeof q === "string" ? { patterns: searchPatterns(q) } : {}),
})

const pageQuery = (req: SiteRequest, filters: Filters): VariantPageQuery => ({
  site_id: req.site.id,
  sales_channel_id: req.site.sales_channel_id,
  filters: variantFilters(filters),
  skip: req.queryConfig.pagination.skip,
  take: req.queryConfig.pagination.take ?? CANDIDATES,
})

const pageOfSite = async (req: SiteRequest, db: Executor, filters: Filters): Promise<VariantPage> => {
  const candidates = await variantPage(db, { ...pageQuery(req, filters), skip: 0, take: CANDIDATES })
  if (candidates.count > CANDIDATES) {
    throw new MedusaError(
      MedusaError.Types.INVALID_DATA,
      `${candidates.count} variants are too many for these filters: add product_id, sku or q`,
      "too_many_variants"
    )
  }
  const rest = Object.fromEntries(Object.entries(filters).filter(([name]) => !STATED.includes(name)))
  return pageByMedusa(req, "variant", { ...rest, id: candidates.ids })
}

/** Chooses the variants of a list by what the shopper typed; the number of statements doesn't grow with their number. */
export const chooseVariantPage = async (
  req: SiteRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const filters = typedFilters(req)
  const isStated = Object.entries(filters).every(([name, value]) => value === undefined || STATED.includes(name))
  const isOrdered = Object.keys(req.queryConfig.pagination.order ?? {}).some((column) => column !== "id")
  const page =
    isStated && !isOrdered ? await variantPage(db, pageQuery(req, filters)) : await pageOfSite(req, db, filters)
  answerPage(req, res, "variants", { ...page, hidden_variant_ids: [] })
  next()
}
