import type { MedusaContainer } from "@medusajs/framework/types"
import { cancelRun } from "../../modules/catalog"
import { catalogOf } from "./steps/catalog"
import { writeAndTell } from "./steps/write-and-tell"

/** Ends a run that has not ended, and says `feed-run.cancelled`; what it has applied stays. */
export const cancelFeedRun = async (container: MedusaContainer, runId: string): Promise<void> => {
  const { id } = await catalogOf(container).getFeedRun(runId)
  await writeAndTell(container, { name: "feed-run.cancelled", data: { id } }, (db) => cancelRun(db, id))
}
