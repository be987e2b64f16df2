import { defineMiddlewares } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"
import { adminCatalogImageMiddlewares } from "./admin/catalogs/[id]/images/middlewares"
import { adminCatalogMiddlewares } from "./admin/catalogs/middlewares"
import { adminClientMiddlewares } from "./admin/clients/middlewares"
import { adminFeedRunMiddlewares } from "./admin/feed-runs/middlewares"
import { adminFeedMiddlewares } from "./admin/feeds/middlewares"
import { adminExclusionMiddlewares } from "./admin/sites/[id]/exclusions/middlewares"
import { adminWebhookMiddlewares } from "./admin/webhooks/middlewares"
import { errorHandler } from "./error-handler"
import { hookMiddlewares } from "./hooks/middlewares"
import { adminExplainMiddlewares } from "./admin/sites/[id]/explain/middlewares"
import { adminSiteMiddlewares } from "./admin/sites/middlewares"
import { requireRedisMiddlewares } from "./require-redis"
import { siteMiddlewares } from "./sites/middlewares"
import { storeCodeMiddlewares } from "./store/codes/middlewares"
import { storeCategoryMiddlewares } from "./store/product-categories/middlewares"
import { storeVariantMiddlewares } from "./store/product-variants/middlewares"
import { storeProductMiddlewares } from "./store/products/middlewares"
import { storeSiteMiddlewares } from "./store/site/middlewares"

/** Each folder keeps its own `middlewares.ts`; this list only spreads them. */
const routes: MiddlewareRoute[] = [
  ...requireRedisMiddlewares,
  ...storeSiteMiddlewares,
  ...storeCodeMiddlewares,
  ...storeProductMiddlewares,
  ...storeVariantMiddlewares,
  ...storeCategoryMiddlewares,
  ...siteMiddlewares,
  ...adminClientMiddlewares,
  ...adminSiteMiddlewares,
  ...adminExclusionMiddlewares,
  ...adminExplainMiddlewares,
  ...adminCatalogMiddlewares,
  ...adminCatalogImageMiddlewares,
  ...adminFeedMiddlewares,
  ...adminWebhookMiddlewares,
  ...hookMiddlewares,
  ...adminFeedRunMiddlewares,
]

export default defineMiddlewares({ routes, errorHandler: errorHandler() })
