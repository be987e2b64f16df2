import type { WorkflowData } from "@medusajs/framework/workflows-sdk"
import { createWorkflow, WorkflowResponse } from "@medusajs/framework/workflows-sdk"
import { emitEventStep } from "@medusajs/medusa/core-flows"
import type { CreateFeed } from "../../modules/catalog/types"
import { createFeedStep } from "./steps/change-feed"

/** Creates a feed of a catalog and says `feed.created`. */
export const createFeedWorkflow = createWorkflow("create-feed", (input: WorkflowData<CreateFeed>) => {
  const feed = createFeedStep(input)
  emitEventStep({ eventName: "feed.created", data: { id: feed.id } })
  return new WorkflowResponse(feed)
})
