import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareRoute } from "@medusajs/framework/http"
import { OPERATIONS_MODULE } from "../modules/operations"
import type { OperationsModuleService } from "../modules/operations/service"

/** What is one write to the database, and goes on by itself when Redis is back. */
const WITHOUT_REDIS = [
  /^\/admin\/feeds\/[^/]+\/runs\/?$/i,
  /^\/admin\/feed-runs\/[^/]+\/(approve|cancel|retry)\/?$/i,
  /^\/admin\/catalogs\/[^/]+\/imports(\/preview)?\/?$/i,
]

const requireRedis = async (req: MedusaRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
  if (!WITHOUT_REDIS.some((path) => path.test(req.path)))
    await req.scope.resolve<OperationsModuleService>(OPERATIONS_MODULE).requireRedis()
  next()
}

const WRITING = ["POST", "PUT", "PATCH", "DELETE"] as const

/**
 * Answers 503 `redis_unavailable` to changes that run as workflows, Medusa's own too: without Redis the engine lets a
 * request wait for half a minute or for ever, and then says "unknown_error". Reading goes on, also in the shops.
 */
export const requireRedisMiddlewares: MiddlewareRoute[] = ["/admin/*", "/store/*"].map((matcher) => ({
  matcher,
  methods: [...WRITING],
  middlewares: [requireRedis],
}))
