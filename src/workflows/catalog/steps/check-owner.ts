import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors } from "../../../modules/catalog"

/** The owner wished for a catalog that is new, or that stands already and may be on sale (`catalog_id`). */
export type CheckOwnerInput = { client_id?: string | null | undefined; catalog_id?: string | undefined }

/** Refuses an owner that does not exist, and one that would take the catalog from sites of other clients. */
export const checkOwnerStep = createStep("check-owner", async (input: CheckOwnerInput, { container }) => {
  const { client_id, catalog_id } = input
  if (!client_id) return new StepResponse({})
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: clients } = await query.graph({ entity: "client", fields: ["id"], filters: { id: client_id } })
  if (clients.length === 0) throw CatalogErrors.unknownClient(client_id)
  if (catalog_id === undefined) return new StepResponse({})
  const filters = { catalog_id, client_id: { $ne: client_id } }
  const { data: sites } = await query.graph({ entity: "site", fields: ["id"], filters })
  if (sites.length > 0) throw CatalogErrors.catalogInUse(catalog_id, sites.length)
  return new StepResponse({})
})
