import { WorkflowResponse, createWorkflow, transform } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import {
  deleteApiKeysWorkflow,
  deleteSalesChannelsWorkflow,
  emitEventStep,
  revokeApiKeysWorkflow,
} from "@medusajs/medusa/core-flows"
import { deleteSitesStep } from "./steps/delete-sites"
import { emptyChannelsStep } from "./steps/empty-channels"
import { loadSitesStep } from "./steps/load-sites"
import { refuseOrderedSitesStep } from "./steps/refuse-ordered-sites"

/** The sites to delete, and who asks for it. */
export type DeleteSitesInput = { ids: string[]; deleted_by?: string | undefined }

/**
 * Deletes sites that never sold anything, with their channels and keys, and says `site.deleted` for each.
 * The keys go last, because Medusa cannot bring a deleted key back.
 */
export const deleteSitesWorkflow = createWorkflow("delete-sites", (input: WorkflowData<DeleteSitesInput>) => {
  const sites = loadSitesStep(input.ids)
  refuseOrderedSitesStep({ site_ids: sites.ids })
  emptyChannelsStep(sites.ids)
  deleteSitesStep(sites.ids)
  deleteSalesChannelsWorkflow.runAsStep({ input: { ids: sites.sales_channel_ids } })
  revokeApiKeysWorkflow.runAsStep({
    input: transform({ input, sites }, ({ input, sites }) => ({
      selector: { id: sites.publishable_key_ids },
      revoke: { revoked_by: input.deleted_by ?? "" },
    })),
  })
  deleteApiKeysWorkflow.runAsStep({ input: { ids: sites.publishable_key_ids } })
  emitEventStep({
    eventName: "site.deleted",
    data: transform({ sites }, ({ sites }) => sites.ids.map((id) => ({ id }))),
  })
  return new WorkflowResponse(sites.ids)
})
