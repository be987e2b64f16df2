import { validateAndTransformBody, validateAndTransformQuery } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { clientListQueryConfig, clientQueryConfig } from "./query-config"
import { AdminCreateClient, AdminGetClient, AdminListClients, AdminUpdateClient } from "./validators"

/** What requests to `/admin/clients` must look like. */
export const adminClientMiddlewares: MiddlewareRoute[] = [
  {
    matcher: "/admin/clients",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminListClients, clientListQueryConfig)],
  },
  {
    matcher: "/admin/clients",
    methods: ["POST"],
    middlewares: [
      validateAndTransformBody(AdminCreateClient),
      validateAndTransformQuery(AdminGetClient, clientQueryConfig),
    ],
  },
  {
    matcher: "/admin/clients/:id",
    methods: ["GET"],
    middlewares: [validateAndTransformQuery(AdminGetClient, clientQueryConfig)],
  },
  {
    matcher: "/admin/clients/:id",
    methods: ["POST"],
    middlewares: [
      validateAndTransformBody(AdminUpdateClient),
      validateAndTransformQuery(AdminGetClient, clientQueryConfig),
    ],
  },
]
