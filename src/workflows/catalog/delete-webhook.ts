import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { deleteWebhookStep } from "./steps/change-webhook"

/** Stops telling somebody. */
export const deleteWebhookWorkflow = createWorkflow(
  "delete-webhook",
  (input: WorkflowData<{ id: string }>) => new WorkflowResponse(deleteWebhookStep(input.id))
)
