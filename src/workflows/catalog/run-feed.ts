import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { executeFeedRunStep } from "./steps/execute-feed-run"

/** Executes one run of a feed, in the background. */
export const runFeedWorkflow = createWorkflow("run-feed", (input: WorkflowData<{ run_id: string }>) => {
  const runId = executeFeedRunStep(input.run_id)
  return new WorkflowResponse(runId)
})
