import { validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { feedRunListQueryConfig } from "./query-config"
import { AdminListFeedRunChanges, AdminListFeedRunErrors, AdminListFeedRuns } from "./validators"

/** What requests to `/admin/feed-runs` must look like. */
export const adminFeedRunMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/feed-runs",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListFeedRuns, feedRunListQueryConfig)],
  },
  {
    matcher: "/admin/feed-runs/:id/errors",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListFeedRunErrors, {})],
  },
  {
    matcher: "/admin/feed-runs/:id/changes",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListFeedRunChanges, {})],
  },
]
