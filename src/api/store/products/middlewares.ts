import type { MiddlewareRoute } from "@medusajs/framework/http"
import { chooseProductPage } from "./choose-page"
import { hideExcludedVariants } from "./hide-variants"

/** They run after Medusa's own of the same paths, which validate the query and prepare prices. */
export const storeProductMiddlewares: MiddlewareRoute[] = [
  { matcher: "/store/products", methods: ["GET"], middlewares: [chooseProductPage] },
  { matcher: "/store/products/:id", methods: ["GET"], middlewares: [hideExcludedVariants] },
]
