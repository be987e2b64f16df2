import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { AdminCreateFeed, AdminListFeeds, AdminRunFeed, AdminUpdateFeed } from "./validators"

/** What requests to `/admin/feeds` must look like. */
export const adminFeedMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/feeds",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListFeeds, { defaults: ["id"], isList: true })],
  },
  { matcher: "/admin/feeds", methods: ["POST"], middlewares: [validateAndTransformBody(AdminCreateFeed)] },
  { matcher: "/admin/feeds/:id", methods: ["POST"], middlewares: [validateAndTransformBody(AdminUpdateFeed)] },
  { matcher: "/admin/feeds/:id/runs", methods: ["POST"], middlewares: [validateAndTransformBody(AdminRunFeed)] },
]
