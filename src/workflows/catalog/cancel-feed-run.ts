import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { cancelFeedRunStep, type DecideRunInput } from "./steps/decide-feed-run"

/** Ends a run that has not ended, and says `feed-run.cancelled`. */
export const cancelFeedRunWorkflow = createWorkflow("cancel-feed-run", (input: WorkflowData<DecideRunInput>) => {
  const run = cancelFeedRunStep(input)
  return new WorkflowResponse(run)
})
