import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { keepImagesStep } from "./steps/keep-images"

/** Downloads and keeps pictures that are due, in the background, for a minute at most. */
export const keepImagesWorkflow = createWorkflow("keep-images", () => new WorkflowResponse(keepImagesStep()))
