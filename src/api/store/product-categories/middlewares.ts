import type { MedusaNextFunction, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { executorOf } from "../../../postgres/executor"
import { withStoredCodes } from "../codes/typed-codes"
import type { SiteRequest } from "../site-request"
import { shownCategories } from "../statements/shown-categories"

const shownIds = (req: SiteRequest): Promise<string[]> =>
  shownCategories(executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION)), req.site.catalog_id)

/** Medusa lists every category for every key: a site shows those of its own catalog, and those that no catalog made. */
const keepToOwnCategories = async (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
  const filters = withStoredCodes(req.filterableFields, new Set(req.site.catalog_keys))
  req.filterableFields = { $and: [filters, { id: await shownIds(req) }] }
  next()
}

/** Answers 404 for a category of another catalog; Medusa's route answers 200 and `{}` for one that does not exist. */
const refuseOtherCategory = async (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
  const id = req.params["id"] ?? ""
  if (!(await shownIds(req)).includes(id)) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Product category with id: ${id} was not found`)
  }
  next()
}

/** They run after Medusa's own of the same paths. */
export const storeCategoryMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/product-categories", methods: ["GET"], middlewares: [keepToOwnCategories] },
  { matcher: "/store/product-categories/:id", methods: ["GET"], middlewares: [refuseOtherCategory] },
]
