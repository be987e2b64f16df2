import type { MiddlewareRoute } from "@medusajs/framework/http"
import {
  answerOrdersOfSite,
  inputIds,
  keepToChannel,
  keepToSite,
  onlyOrdersOfSite,
  pathId,
  sellInRegionOfSite,
} from "./keep-to-site"
import { openSite } from "./open-site"

/**
 * Every request of the Store API belongs to one open shop. Those without `methods` run before all middlewares that have
 * some, and after Medusa's own CORS and key check, so that a preflight never gets here.
 */
export const storeSiteMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store", middlewares: [openSite, keepToChannel, keepToSite(inputIds)] },
  { matcher: "/store/carts/:id", middlewares: [keepToSite(pathId("carts"))] },
  { matcher: "/store/orders/:id", middlewares: [keepToSite(pathId("orders"))] },
  { matcher: "/store/customers", middlewares: [answerOrdersOfSite] },
  { matcher: "/store/payment-collections/:id", middlewares: [keepToSite(pathId("payment_collections"))] },
  { matcher: "/store/carts", methods: ["POST"], middlewares: [sellInRegionOfSite] },
  { matcher: "/store/orders", methods: ["GET"], middlewares: [onlyOrdersOfSite] },
]
