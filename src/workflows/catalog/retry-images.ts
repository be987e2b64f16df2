import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { retryImagesStep, type RetryImagesInput } from "./steps/retry-images"

/** Queues pictures of a catalog again, wakes a worker, and answers how many they are. */
export const retryImagesWorkflow = createWorkflow("retry-images", (input: WorkflowData<RetryImagesInput>) => {
  const retried = retryImagesStep(input)
  emitEventStep({ eventName: "catalog-images.queued", data: { id: input.catalog_id } })
  return new WorkflowResponse(retried)
})
