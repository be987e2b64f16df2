import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CATALOG_MODULE } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"

/** Lists what a webhook was told, or is to be told, the newest first, with the outcome of the last attempt. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { skip, take = 20, order = {} } = req.queryConfig.pagination
  const service = req.scope.resolve<CatalogModuleService>(CATALOG_MODULE)
  const { id } = await service.getWebhook(req.params["id"] ?? "")
  const filters = { ...req.filterableFields, webhook_id: id }
  const [deliveries, count] = await service.listAndCountWebhookDeliveries(filters, { skip, take, order })
  res.json({ deliveries, count, offset: skip, limit: take })
}
