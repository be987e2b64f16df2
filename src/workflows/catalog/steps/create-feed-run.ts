import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { insertRun, newRun, type RunRequest } from "../../../modules/catalog"
import type { FeedRunDTO } from "../../../modules/catalog/types"
import { inTransaction } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** What to run: a feed, or a file into a catalog. */
export type RequestRunInput = RunRequest & { catalog_id?: string | undefined; feed_id?: string | undefined }

/** Records a run that waits to be executed, in one transaction. */
export const recordRun = async (container: MedusaContainer, input: RequestRunInput): Promise<FeedRunDTO> => {
  const { catalog_id, feed_id, ...request } = input
  const service = catalogOf(container)
  const feed = feed_id === undefined ? null : await service.getFeed(feed_id)
  const { id: catalogId } = await service.getCatalog(catalog_id ?? feed?.catalog_id ?? "")
  const run = newRun(catalogId, feed, request)
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  await inTransaction(knex, (db) => insertRun(db, run))
  return service.getFeedRun(run.id)
}

/** Records a run that waits to be executed. */
export const createFeedRunStep = createStep(
  "create-feed-run",
  async (input: RequestRunInput, { container }) => {
    const run = await recordRun(container, input)
    return new StepResponse(run, run.id)
  },
  async (runId, { container }) => {
    if (runId) await catalogOf(container).deleteFeedRuns(runId)
  }
)
