import { WorkflowResponse, createWorkflow } from "@medusajs/framework/workflows-sdk"
import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import type { CreateClient } from "../../modules/tenancy/types"
import { createClientStep } from "./steps/create-client"

/** Creates a client and says `client.created`. */
export const createClientWorkflow = createWorkflow("create-client", (input: WorkflowData<CreateClient>) => {
  const client = createClientStep(input)
  emitEventStep({ eventName: "client.created", data: { id: client.id } })
  return new WorkflowResponse(client)
})
