import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { createFeedRunStep } from "./steps/create-feed-run"
import type { DecideRunInput } from "./steps/decide-feed-run"
import { repeatFeedRunStep } from "./steps/repeat-feed-run"
import { wakeWorkersStep } from "./steps/wake-workers"

/** Does a run that failed or was cancelled once more, as a new run. */
export const retryFeedRunWorkflow = createWorkflow("retry-feed-run", (input: WorkflowData<DecideRunInput>) => {
  const request = repeatFeedRunStep(input)
  const run = createFeedRunStep(request)
  wakeWorkersStep({ id: run.id })
  return new WorkflowResponse(run)
})
