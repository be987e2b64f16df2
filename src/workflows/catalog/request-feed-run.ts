import type { MedusaContainer } from "@medusajs/framework/types"
import { insertRun } from "../../modules/catalog"
import type { FeedRunDTO } from "../../modules/catalog/types"
import { catalogOf } from "./steps/catalog"
import { type RequestRunInput, runOf } from "./steps/create-feed-run"
import { writeAndTell } from "./steps/write-and-tell"

/** Records a run of a feed or of a file and wakes a worker; the answer is the run, not its end. */
export const requestFeedRun = async (container: MedusaContainer, input: RequestRunInput): Promise<FeedRunDTO> => {
  const run = await runOf(container, input)
  await writeAndTell(container, { name: "feed-run.queued", data: { id: run.id } }, (db) => insertRun(db, run))
  return catalogOf(container).getFeedRun(run.id)
}
