import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { updateFeedStep, type UpdateFeedInput } from "./steps/change-feed"

/** Changes a feed, from its next run on, and says `feed.updated`. */
export const updateFeedWorkflow = createWorkflow("update-feed", (input: WorkflowData<UpdateFeedInput>) => {
  const feed = updateFeedStep(input)
  emitEventStep({ eventName: "feed.updated", data: { id: feed.id } })
  return new WorkflowResponse(feed)
})
