import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { OPERATIONS_MODULE } from "../../modules/operations"
import type { OperationsModuleService } from "../../modules/operations/service"

/** Answers 200 when a round trip to everything the store needs succeeds within two seconds, else 503. */
export const GET = async (req: MedusaRequest, res: MedusaResponse) => {
  const health = await req.scope.resolve<OperationsModuleService>(OPERATIONS_MODULE).health()
  res
    .status(health.status === "ok" ? 200 : 503)
    .set("cache-control", "no-store")
    .json(health)
}
