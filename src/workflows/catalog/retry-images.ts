import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { retryImagesStep, type RetryImagesInput } from "./steps/retry-images"

/** Queues pictures of a catalog again, wakes a worker, and answers how many they are. */
export const retryImagesWorkflow = createWorkflow(
  "retry-images",
  (input: WorkflowData<RetryImagesInput>) => new WorkflowResponse(retryImagesStep(input))
)
