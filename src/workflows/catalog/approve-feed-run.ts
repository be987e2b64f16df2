import type { MedusaContainer } from "@medusajs/framework/types"
import { approveRun } from "../../modules/catalog"
import { catalogOf } from "./steps/catalog"
import { writeAndTell } from "./steps/write-and-tell"

/** A run, and who decides on it. */
export type DecideRunInput = { id: string; user_id: string }

/** Lets a run that waits for approval go on with its stored plan, and wakes a worker. */
export const approveFeedRun = async (container: MedusaContainer, input: DecideRunInput): Promise<void> => {
  const { id } = await catalogOf(container).getFeedRun(input.id)
  await writeAndTell(container, { name: "feed-run.queued", data: { id } }, (db) => approveRun(db, id, input.user_id))
}
