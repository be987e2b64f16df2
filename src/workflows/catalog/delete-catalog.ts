import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { retireCatalogStep } from "./steps/retire-catalog"

/** Deletes a catalog that no site sells, softly, and says `catalog.deleted`; its runs end, and its products become drafts. */
export const deleteCatalogWorkflow = createWorkflow("delete-catalog", (input: WorkflowData<{ id: string }>) => {
  const catalog = retireCatalogStep(input.id)
  emitEventStep({ eventName: "catalog.deleted", data: { id: catalog.id } })
  return new WorkflowResponse(catalog)
})
