import type { MedusaContainer } from "@medusajs/framework/types"
import { CATALOG_MODULE } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"
import type { WebhookDTO } from "../../../modules/catalog/types"

/** A webhook as the API shows it: without its secret. */
export const presentWebhook = ({ id, url, events, is_active, created_at, updated_at }: WebhookDTO) => ({
  ...{ id, url, events, is_active, created_at, updated_at },
})

/** Answers a webhook; 404 `unknown_webhook` when there is none. */
export const readWebhook = async (container: MedusaContainer, id: string) =>
  presentWebhook(await container.resolve<CatalogModuleService>(CATALOG_MODULE).getWebhook(id))
