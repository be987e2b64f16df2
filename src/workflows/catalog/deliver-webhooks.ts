import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { deliverWebhooksStep } from "./steps/deliver-webhooks"

/** Tells webhooks what is due, in the background. */
export const deliverWebhooksWorkflow = createWorkflow(
  "deliver-webhooks",
  () => new WorkflowResponse(deliverWebhooksStep())
)
