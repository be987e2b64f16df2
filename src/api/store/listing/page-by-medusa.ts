import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { refuseNestedSearch, withStoredCodes } from "../codes/typed-codes"
import type { Filters } from "../codes/typed-codes"
import type { SiteRequest } from "../site-request"

/** What the shopper typed, with own codes as they are stored. */
export const typedFilters = (req: SiteRequest): Filters => {
  refuseNestedSearch(req.filterableFields)
  return withStoredCodes(req.filterableFields, new Set(req.site.catalog_keys))
}

/** Lets Medusa choose the page, for filters that our own statement doesn't know. */
export const pageByMedusa = async (
  req: SiteRequest,
  entity: "product" | "variant",
  filters: Filters
): Promise<{ ids: string[]; count: number }> => {
  const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity,
    fields: ["id"],
    filters,
    pagination: req.queryConfig.pagination,
  })
  const ids = (data as { id: string }[]).map(({ id }) => id)
  return { ids, count: metadata?.count ?? ids.length }
}
