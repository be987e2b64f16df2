import { createWorkflow, when, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { checkOwnerStep } from "./steps/check-owner"
import { createFeedRunStep } from "./steps/create-feed-run"
import { publishSitesStep } from "./steps/publish-sites"
import { updateCatalogStep, type UpdateCatalogInput } from "./steps/update-catalog"
import { wakeWorkersStep } from "./steps/wake-workers"

/**
 * Changes a catalog and says `catalog.updated`; the sites that sell it show it, or stop, with its status. Other pricing
 * rules queue a run that prices its items anew.
 */
export const updateCatalogWorkflow = createWorkflow("update-catalog", (input: WorkflowData<UpdateCatalogInput>) => {
  checkOwnerStep({ catalog_id: input.id, client_id: input.changes.client_id })
  const catalog = updateCatalogStep(input)
  when("has another status", { catalog }, (data) => data.catalog.hasOtherStatus).then(() => {
    publishSitesStep({ catalog_id: catalog.id })
  })
  when("is priced anew", { catalog }, (data) => data.catalog.isRepriced).then(() => {
    const source = { type: "items" } as const
    const run = createFeedRunStep({ catalog_id: catalog.id, source, trigger: "manual", requested_by: null })
    wakeWorkersStep({ id: run.id })
  })
  emitEventStep({ eventName: "catalog.updated", data: { id: catalog.id } })
  return new WorkflowResponse(catalog)
})
