import type { MiddlewareRoute } from "@medusajs/framework/http"
import { chooseVariantPage } from "./choose-page"
import { refuseExcludedVariant } from "./refuse-hidden"

/** They run after Medusa's own of the same paths, which validate the query and prepare prices. */
export const storeVariantMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/product-variants", methods: ["GET"], middlewares: [chooseVariantPage] },
  { matcher: "/store/product-variants/:id", methods: ["GET"], middlewares: [refuseExcludedVariant] },
]
