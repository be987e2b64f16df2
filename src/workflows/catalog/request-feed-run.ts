import type { MedusaContainer } from "@medusajs/framework/types"
import type { FeedRunDTO } from "../../modules/catalog/types"
import { recordRun, type RequestRunInput } from "./steps/create-feed-run"
import { tellBus } from "./steps/tell-bus"

/**
 * Records a run of a feed or of a file and wakes a worker; the answer is the run, not its end. It is one write and no
 * workflow: the engine asks Redis before the first step of each, and a run has to be recorded without Redis too.
 */
export const requestFeedRun = async (container: MedusaContainer, input: RequestRunInput): Promise<FeedRunDTO> => {
  const run = await recordRun(container, input)
  await tellBus(container, { name: "feed-run.queued", data: { id: run.id } })
  return run
}
