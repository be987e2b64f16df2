import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { recordDueRunsStep } from "./steps/record-due-runs"

/** Records the runs of feeds whose schedule has come round, and wakes a worker for each. */
export const runScheduledFeedsWorkflow = createWorkflow(
  "run-scheduled-feeds",
  () => new WorkflowResponse(recordDueRunsStep())
)
