import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { AdminChangeExclusions, AdminListExclusions, LARGEST_BODY } from "./validators"

const list = validateAndTransformQuery(AdminListExclusions, { defaults: ["id"], isList: true })

/** What requests to `/admin/sites/:id/exclusions` must look like. */
export const adminExclusionMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/sites/:id/exclusions", methods: ["GET"], middlewares: [list] },
  {
    matcher: "/admin/sites/:id/exclusions",
    methods: ["POST"],
    bodyParser: { sizeLimit: LARGEST_BODY },
    middlewares: [validateAndTransformBody(AdminChangeExclusions), list],
  },
]
