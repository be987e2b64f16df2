import { defineMiddlewares } from "@medusajs/framework/http"
import type { MiddlewareRoute } from "@medusajs/framework/http"

/** Each folder keeps its own `middlewares.ts`; this list only spreads them. */
const routes: MiddlewareRoute[] = []

export default defineMiddlewares({ routes })
