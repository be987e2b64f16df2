import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { AdminCreateWebhook, AdminListWebhookDeliveries, AdminListWebhooks, AdminUpdateWebhook } from "./validators"

const list = { defaults: ["id"], isList: true }

/** What requests to `/admin/webhooks` must look like. */
export const adminWebhookMiddlewares: MiddlewareRoute[] = [
  { matcher: "/admin/webhooks", methods: ["GET"], middlewares: [validateAndTransformQuery(AdminListWebhooks, list)] },
  { matcher: "/admin/webhooks", methods: ["POST"], middlewares: [validateAndTransformBody(AdminCreateWebhook)] },
  { matcher: "/admin/webhooks/:id", methods: ["POST"], middlewares: [validateAndTransformBody(AdminUpdateWebhook)] },
  {
    matcher: "/admin/webhooks/:id/deliveries",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListWebhookDeliveries, list)],
  },
]
