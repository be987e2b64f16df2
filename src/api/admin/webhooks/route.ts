import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CATALOG_MODULE } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"
import { registerWebhookWorkflow } from "../../../workflows/catalog/register-webhook"
import { presentWebhook, readWebhook } from "./read-webhook"
import type { AdminCreateWebhookBody } from "./validators"

/** Lists whom runs are told to. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { skip, take = 20, order = {} } = req.queryConfig.pagination
  const service = req.scope.resolve<CatalogModuleService>(CATALOG_MODULE)
  const [webhooks, count] = await service.listAndCountWebhooks(req.filterableFields, { skip, take, order })
  res.json({ webhooks: webhooks.map(presentWebhook), count, offset: skip, limit: take })
}

/** Registers somebody to be told. The secret with which messages are signed is shown this once. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminCreateWebhookBody>, res: MedusaResponse) => {
  const { result } = await registerWebhookWorkflow(req.scope).run({ input: req.validatedBody })
  res.status(201).json({ webhook: { ...(await readWebhook(req.scope, result.id)), secret: result.secret } })
}
