import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { notifyOperatorStep } from "./steps/notify-operator"

/** Tells the operator of runs that ended or wait for approval, in the dashboard's feed and by e-mail. */
export const notifyOperatorWorkflow = createWorkflow(
  "notify-operator",
  () => new WorkflowResponse(notifyOperatorStep())
)
