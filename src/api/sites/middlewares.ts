import { validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { openCors } from "./open-cors"
import { ResolveSite } from "./validators"

/** What is public of a site may be read from everywhere. */
export const siteMiddlewares: MiddlewareRoute[] = [
  { matcher: "/sites", middlewares: [openCors] },
  { matcher: "/sites/resolve", methods: ["GET"], middlewares: [validateAndTransformQuery(ResolveSite, {})] },
]
