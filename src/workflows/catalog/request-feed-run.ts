import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { createFeedRunStep, type RequestRunInput } from "./steps/create-feed-run"
import { wakeWorkersStep } from "./steps/wake-workers"

/** Records a run of a feed or of a file and wakes a worker; the answer is the run, not its end. */
export const requestFeedRunWorkflow = createWorkflow("request-feed-run", (input: WorkflowData<RequestRunInput>) => {
  const run = createFeedRunStep(input)
  wakeWorkersStep({ id: run.id })
  return new WorkflowResponse(run)
})
