import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { executorOf } from "../../../postgres/executor"
import type { SiteRequest } from "../site-request"
import { hiddenVariants } from "../statements/hidden-variants"

/** Answers 404 for a variant that the site excludes, in the words of Medusa for one that does not exist. */
export const refuseExcludedVariant = async (
  req: SiteRequest,
  _res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const id = req.params["id"] ?? ""
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  if ((await hiddenVariants(db, req.site.id, [id])).length > 0) {
    throw new MedusaError(MedusaError.Types.NOT_FOUND, `Product variant with id: ${id} was not found`)
  }
  next()
}
