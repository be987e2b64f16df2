import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { notifyOperatorStep } from "./steps/notify-operator"

/** Tells the operator of runs that failed or wait for approval, in the dashboard's feed. */
export const notifyOperatorWorkflow = createWorkflow(
  "notify-operator",
  () => new WorkflowResponse(notifyOperatorStep())
)
