import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { renewHookSecretStep } from "./steps/change-feed"

/** Gives a feed a new secret for the calls of its source; the former one no longer opens anything. */
export const renewHookSecretWorkflow = createWorkflow(
  "renew-hook-secret",
  (input: WorkflowData<{ id: string }>) => new WorkflowResponse(renewHookSecretStep(input.id))
)
