import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import { deleteFeedStep } from "./steps/change-feed"

/** Deletes a feed, softly, and says `feed.deleted`; its items stay, its runs end. */
export const deleteFeedWorkflow = createWorkflow("delete-feed", (input: WorkflowData<{ id: string }>) => {
  const feed = deleteFeedStep(input.id)
  emitEventStep({ eventName: "feed.deleted", data: { id: feed.id } })
  return new WorkflowResponse(feed)
})
