import type { MedusaContainer } from "@medusajs/framework/types"
import { CatalogErrors } from "../../modules/catalog"
import type { FeedRunDTO, RunSource } from "../../modules/catalog/types"
import type { DecideRunInput } from "./approve-feed-run"
import { requestFeedRun } from "./request-feed-run"
import { catalogOf } from "./steps/catalog"

/** Does a run that failed or was cancelled once more, as a new run, and answers that. */
export const retryFeedRun = async (container: MedusaContainer, input: DecideRunInput): Promise<FeedRunDTO> => {
  const run = await catalogOf(container).getFeedRun(input.id)
  if (run.state !== "failed" && run.state !== "cancelled") throw CatalogErrors.runNotFailed(run.id)
  const { catalog_id, feed_id, mode, dry_run, priority } = run
  const source = run.source as RunSource
  return requestFeedRun(container, {
    ...{ catalog_id, mode, dry_run, priority },
    feed_id: feed_id ?? undefined,
    source: source.type === "feed" ? undefined : source,
    guards: run.guards === null ? false : run.guards,
    trigger: "manual",
    requested_by: input.user_id,
    retry_of: run.id,
  })
}
