import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { AdminListCatalogImages, AdminRetryCatalogImages } from "./validators"

/** What requests to `/admin/catalogs/:id/images` must look like. */
export const adminCatalogImageMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/catalogs/:id/images",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListCatalogImages, {})],
  },
  {
    matcher: "/admin/catalogs/:id/images/retry",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(AdminRetryCatalogImages)],
  },
]
