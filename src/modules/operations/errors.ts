import { MedusaError } from "@medusajs/framework/utils"

/** Every error of the operations module, with its stable code. */
export const OperationsErrors = {
  redisUnavailable: () =>
    new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "Redis does not answer, and this request needs it: nothing was changed, try again when GET /health answers 200",
      "redis_unavailable"
    ),
}
