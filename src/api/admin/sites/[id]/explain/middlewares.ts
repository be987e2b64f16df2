import { validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { AdminExplainItem } from "./validators"

/** What requests to `/admin/sites/:id/explain` must look like. */
export const adminExplainMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/sites/:id/explain",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminExplainItem, { defaults: ["id"], isList: false })],
  },
]
