import { ContainerRegistrationKeys, generateEntityId } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors, guardsSchema, insertRun, type NewRun } from "../../../modules/catalog"
import type { FeedDTO, FileSource, Guards, RunTrigger } from "../../../modules/catalog/types"
import { inTransaction } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** What a run may be asked for besides what its feed says. */
export type RunOptions = {
  mode?: "delta" | "full" | undefined
  dry_run?: boolean | undefined
  priority?: number | undefined
  on_busy?: "wait" | "refuse" | undefined
}

/** A run of a feed, of a file, or of a file in the layout of a feed. */
export type RequestRunInput = RunOptions & {
  catalog_id?: string | undefined
  feed_id?: string | undefined
  source?: FileSource | undefined
  /** For a file without a feed: whether it is judged, and by which limits. */
  guards?: boolean | Partial<Guards> | undefined
  trigger: RunTrigger
  requested_by: string | null
  retry_of?: string | undefined
}

/** A file that adds to a catalog is taken as it is; one that may switch off what it lacks is judged. */
const guardsOf = (feed: FeedDTO | null, input: RequestRunInput): Guards | null => {
  if (feed) return guardsSchema.parse(feed.guards)
  const { guards = input.mode === "full" } = input
  if (guards === false) return null
  return guardsSchema.parse(guards === true ? {} : guards)
}

const sourceOf = (feed: FeedDTO | null, input: RequestRunInput): NewRun["source"] => {
  if (feed && input.source && feed.kind !== "file") throw CatalogErrors.notAFileFeed(feed.id)
  if (input.source) return input.source
  if (!feed || (feed.kind === "file" && !feed.settings["file_key"])) throw CatalogErrors.noFile()
  return { type: "feed", kind: feed.kind, settings: feed.settings, cursor: null }
}

const newRun = (catalogId: string, feed: FeedDTO | null, input: RequestRunInput): NewRun => ({
  id: generateEntityId(undefined, "run"),
  catalog_id: catalogId,
  feed_id: feed?.id ?? null,
  source: sourceOf(feed, input),
  mode: input.mode ?? feed?.default_mode ?? "delta",
  dry_run: input.dry_run ?? false,
  priority: input.priority ?? feed?.priority ?? 0,
  guards: guardsOf(feed, input),
  trigger: input.trigger,
  requested_by: input.requested_by,
  retry_of: input.retry_of ?? null,
  due_at: null,
  on_busy: input.on_busy ?? feed?.on_busy ?? "wait",
})

/** Records a run that waits to be executed. */
export const createFeedRunStep = createStep(
  "create-feed-run",
  async (input: RequestRunInput, { container }) => {
    const service = catalogOf(container)
    const feed = input.feed_id === undefined ? null : await service.getFeed(input.feed_id)
    if (feed && !feed.is_active) throw CatalogErrors.feedInactive(feed.id)
    const { id: catalogId } = await service.getCatalog(input.catalog_id ?? feed?.catalog_id ?? "")
    if (feed && feed.catalog_id !== catalogId) throw CatalogErrors.foreignFeed(feed.id, catalogId)
    const run = newRun(catalogId, feed, input)
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    await inTransaction(knex, (db) => insertRun(db, run))
    return new StepResponse(await service.getFeedRun(run.id), run.id)
  },
  async (runId, { container }) => {
    if (runId) await catalogOf(container).deleteFeedRuns(runId)
  }
)
