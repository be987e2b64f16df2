import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import type { WebhookFields } from "../../modules/catalog/types"
import { registerWebhookStep } from "./steps/change-webhook"

/** Registers somebody to be told when runs end or wait. */
export const registerWebhookWorkflow = createWorkflow(
  "register-webhook",
  (input: WorkflowData<WebhookFields>) => new WorkflowResponse(registerWebhookStep(input))
)
