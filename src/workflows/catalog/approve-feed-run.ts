import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { approveFeedRunStep, type DecideRunInput } from "./steps/decide-feed-run"
import { wakeWorkersStep } from "./steps/wake-workers"

/** Lets a run that waits for approval go on with its stored plan. */
export const approveFeedRunWorkflow = createWorkflow("approve-feed-run", (input: WorkflowData<DecideRunInput>) => {
  const run = approveFeedRunStep(input)
  wakeWorkersStep(run)
  return new WorkflowResponse(run)
})
