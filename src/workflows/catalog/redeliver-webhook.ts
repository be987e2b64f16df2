import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { redeliverStep, type RedeliverInput } from "./steps/change-webhook"
import { tellBusStep } from "./steps/tell-bus-step"

/** Tells somebody once more what he was told, or should have been. */
export const redeliverWebhookWorkflow = createWorkflow("redeliver-webhook", (input: WorkflowData<RedeliverInput>) => {
  const delivery = redeliverStep(input)
  tellBusStep({ name: "webhook-delivery.due", data: delivery })
  return new WorkflowResponse(delivery)
})
