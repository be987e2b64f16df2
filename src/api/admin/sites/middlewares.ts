import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { validateExport } from "../export-validator"
import { siteListQueryConfig, siteQueryConfig } from "./query-config"
import { AdminCreateSite, AdminGetSite, AdminListSites, AdminUpdateSite } from "./validators"

/** What requests to `/admin/sites` must look like. */
export const adminSiteMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/sites",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListSites, siteListQueryConfig)],
  },
  {
    matcher: "/admin/sites",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(AdminCreateSite), validateAndTransformQuery(AdminGetSite, siteQueryConfig)],
  },
  {
    matcher: "/admin/sites/:id",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminGetSite, siteQueryConfig)],
  },
  {
    matcher: "/admin/sites/:id",
    methods: ["POST"],
    middlewares: [validateAndTransformBody(AdminUpdateSite), validateAndTransformQuery(AdminGetSite, siteQueryConfig)],
  },
  { matcher: "/admin/sites/:id/export", methods: ["GET"], middlewares: [validateExport] },
]
