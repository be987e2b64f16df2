import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { checkOwnerStep } from "./steps/check-owner"
import { publishSitesStep } from "./steps/publish-sites"
import { updateCatalogStep, type UpdateCatalogInput } from "./steps/update-catalog"

/** Changes a catalog and says `catalog.updated`; the sites that sell it show it, or stop, with its status. */
export const updateCatalogWorkflow = createWorkflow("update-catalog", (input: WorkflowData<UpdateCatalogInput>) => {
  checkOwnerStep({ catalog_id: input.id, client_id: input.changes.client_id })
  const catalog = updateCatalogStep(input)
  publishSitesStep({ catalog_id: catalog.id })
  emitEventStep({ eventName: "catalog.updated", data: { id: catalog.id } })
  return new WorkflowResponse(catalog)
})
