import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { executorOf } from "../../../postgres/executor"
import { withoutVariants } from "../listing/answer-page"
import type { SiteRequest } from "../site-request"
import { hiddenVariants } from "../statements/hidden-variants"

type Body = { product?: Parameters<typeof withoutVariants>[0] }

/** Takes the variants that the site excludes out of one product's answer. */
export const hideExcludedVariants = async (
  req: SiteRequest,
  res: MedusaResponse,
  next: MedusaNextFunction
): Promise<void> => {
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const hidden = new Set(await hiddenVariants(db, req.site.id, [req.params["id"] ?? ""]))
  const send = res.json.bind(res)
  res.json = (body) => {
    const { product, ...answer } = body as Body
    return send(product ? { ...answer, product: withoutVariants(product, hidden) } : body)
  }
  next()
}
