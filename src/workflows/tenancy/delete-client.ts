import { WorkflowResponse, createWorkflow, when } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { deleteSitesWorkflow } from "./delete-sites"
import { deleteClientStep } from "./steps/delete-client"
import { loadClientSitesStep } from "./steps/load-client-sites"
import { refuseOrderedSitesStep } from "./steps/refuse-ordered-sites"
import { retireClientCatalogsStep } from "./steps/retire-client-catalogs"

/** The client to delete, and who asks for it. */
export type DeleteClientInput = { id: string; deleted_by?: string | undefined }

/** Deletes a client that never sold anything, with its sites and catalogs, and says `client.deleted`. */
export const deleteClientWorkflow = createWorkflow("delete-client", (input: WorkflowData<DeleteClientInput>) => {
  const client = loadClientSitesStep(input.id)
  const { site_ids } = client
  refuseOrderedSitesStep({ site_ids, client_id: input.id })
  const deleted = deleteClientStep(input.id)
  when({ client }, ({ client }) => client.site_ids.length > 0).then(() => {
    deleteSitesWorkflow.runAsStep({ input: { ids: site_ids, deleted_by: input.deleted_by } })
  })
  retireClientCatalogsStep(input.id)
  emitEventStep({ eventName: "client.deleted", data: { id: input.id } })
  return new WorkflowResponse(deleted)
})
