import { defineMiddlewares } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { adminClientMiddlewares } from "./admin/clients/middlewares"
import { adminSiteMiddlewares } from "./admin/sites/middlewares"
import { siteMiddlewares } from "./sites/middlewares"
import { storeSiteMiddlewares } from "./store/site/middlewares"

/** Each folder keeps its own `middlewares.ts`; this list only spreads them. */
const routes: MiddlewareRoute[] = [
  ...storeSiteMiddlewares,
  ...siteMiddlewares,
  ...adminClientMiddlewares,
  ...adminSiteMiddlewares,
]

export default defineMiddlewares({ routes })
