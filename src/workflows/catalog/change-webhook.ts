import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { changeWebhookStep, type ChangeWebhookInput } from "./steps/change-webhook"

/** Changes whom to tell, or of what. */
export const changeWebhookWorkflow = createWorkflow(
  "change-webhook",
  (input: WorkflowData<ChangeWebhookInput>) => new WorkflowResponse(changeWebhookStep(input))
)
