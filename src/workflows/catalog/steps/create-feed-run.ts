import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { insertRun, newRun, type RunRequest } from "../../../modules/catalog"
import { inTransaction } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** What to run: a feed, or a file into a catalog. */
export type RequestRunInput = RunRequest & { catalog_id?: string | undefined; feed_id?: string | undefined }

/** Records a run that waits to be executed. */
export const createFeedRunStep = createStep(
  "create-feed-run",
  async ({ catalog_id, feed_id, ...request }: RequestRunInput, { container }) => {
    const service = catalogOf(container)
    const feed = feed_id === undefined ? null : await service.getFeed(feed_id)
    const { id: catalogId } = await service.getCatalog(catalog_id ?? feed?.catalog_id ?? "")
    const run = newRun(catalogId, feed, request)
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await inTransaction(knex, (db) => insertRun(db, run))
    return new StepResponse(await service.getFeedRun(run.id), run.id)
  },
  async (runId, { container }) => {
    if (runId) await catalogOf(container).deleteFeedRuns(runId)
  }
)
