import { WorkflowResponse, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { updateClientStep } from "./steps/update-client"
import type { UpdateClientInput } from "./steps/update-client"

/** Changes a client and says `client.updated`. With `is_active: false` its shops are closed from the next request on. */
export const updateClientWorkflow = createWorkflow("update-client", (input: WorkflowData<UpdateClientInput>) => {
  const client = updateClientStep(input)
  emitEventStep({ eventName: "client.updated", data: { id: client.id } })
  return new WorkflowResponse(client)
})
