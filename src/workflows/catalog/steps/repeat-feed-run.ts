import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors } from "../../../modules/catalog"
import type { RunSource } from "../../../modules/catalog/types"
import { catalogOf } from "./catalog"
import type { RequestRunInput } from "./create-feed-run"
import type { DecideRunInput } from "./decide-feed-run"

/** Answers what to ask for, so that a run that failed or was cancelled is done once more. */
export const repeatFeedRunStep = createStep("repeat-feed-run", async (input: DecideRunInput, { container }) => {
  const run = await catalogOf(container).getFeedRun(input.id)
  if (run.state !== "failed" && run.state !== "cancelled") throw CatalogErrors.runNotFailed(run.id)
  const { catalog_id, feed_id, mode, dry_run, priority } = run
  const source = run.source as RunSource
  const request: RequestRunInput = {
    ...{ catalog_id, mode, dry_run, priority },
    feed_id: feed_id ?? undefined,
    source: source.type === "feed" ? undefined : source,
    guards: run.guards === null ? false : run.guards,
    trigger: "manual",
    requested_by: input.user_id,
    retry_of: run.id,
  }
  return new StepResponse(request)
})
