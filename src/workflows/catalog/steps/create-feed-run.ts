import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { insertRun, newRun, type NewRun, type RunRequest } from "../../../modules/catalog"
import { inTransaction } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** What to run: a feed, or a file into a catalog. */
export type RequestRunInput = RunRequest & { catalog_id?: string | undefined; feed_id?: string | undefined }

/** The run that a request comes to; throws when its feed or its catalog does not exist, or takes none. */
export const runOf = async (container: MedusaContainer, input: RequestRunInput): Promise<NewRun> => {
  const { catalog_id, feed_id, ...request } = input
  const service = catalogOf(container)
  const feed = feed_id === undefined ? null : await service.getFeed(feed_id)
  const { id: catalogId } = await service.getCatalog(catalog_id ?? feed?.catalog_id ?? "")
  return newRun(catalogId, feed, request)
}

/** Records a run that waits to be executed. */
export const createFeedRunStep = createStep(
  "create-feed-run",
  async (input: RequestRunInput, { container }) => {
    const run = await runOf(container, input)
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await inTransaction(knex, (db) => insertRun(db, run))
    return new StepResponse({ id: run.id }, run.id)
  },
  async (runId, { container }) => {
    if (runId) await catalogOf(container).deleteFeedRuns(runId)
  }
)
