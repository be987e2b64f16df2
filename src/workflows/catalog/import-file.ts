import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { createFeedRunStep, type ImportFileInput } from "./steps/create-feed-run"

/** Records the import of a file and wakes a worker; the answer is the run, not its end. */
export const importFileWorkflow = createWorkflow("import-file", (input: WorkflowData<ImportFileInput>) => {
  const run = createFeedRunStep(input)
  emitEventStep({ eventName: "feed-run.queued", data: { id: run.id } })
  return new WorkflowResponse(run)
})
