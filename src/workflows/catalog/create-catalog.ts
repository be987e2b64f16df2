import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import type { CatalogFields } from "../../modules/catalog/types"
import { checkOwnerStep } from "./steps/check-owner"
import { createCatalogStep } from "./steps/create-catalog"

/** Creates a catalog for one client, or for all, and says `catalog.created`. */
export const createCatalogWorkflow = createWorkflow("create-catalog", (input: WorkflowData<CatalogFields>) => {
  checkOwnerStep({ client_id: input.client_id })
  const catalog = createCatalogStep(input)
  emitEventStep({ eventName: "catalog.created", data: { id: catalog.id } })
  return new WorkflowResponse(catalog)
})
