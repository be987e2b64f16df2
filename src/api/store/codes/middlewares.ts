import type { MedusaNextFunction, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import type { SiteRequest } from "../site-request"
import { answerOwnCodes } from "./answer-own-codes"

/**
 * Tags, types, collections and categories are of all clients, so the products in them are too: `/store/product-tags`
 * even lists them unasked. A shopper lists products by tag or category under `/store/products`, which keeps to the site.
 */
const hideForeignProducts = (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): void => {
  req.disallowed = [...(req.disallowed ?? []), "products"]
  next()
}

/** They need the site, so they come after the middlewares that open it. */
export const storeCodeMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store", middlewares: [answerOwnCodes, hideForeignProducts] },
]
