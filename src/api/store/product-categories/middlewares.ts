import type { MedusaNextFunction, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { executorOf } from "../../../postgres/executor"
import { withStoredCodes } from "../codes/typed-codes"
import type { SiteRequest } from "../site-request"
import { shownCategories } from "../statements/shown-categories"

/** Medusa shows every category to every key: a site shows those of its own catalog, and those that no catalog made. */
const keepToOwnCategories = async (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const shown = await shownCategories(db, req.site.catalog_id)
  const filters = withStoredCodes(req.filterableFields, new Set(req.site.catalog_keys))
  req.filterableFields = { $and: [filters, { id: shown }] }
  next()
}

/** They run after Medusa's own of the same paths. */
export const storeCategoryMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/product-categories", methods: ["GET"], middlewares: [keepToOwnCategories] },
  { matcher: "/store/product-categories/:id", methods: ["GET"], middlewares: [keepToOwnCategories] },
]
