import { generateEntityId } from "@medusajs/framework/utils"
import { CatalogErrors } from "./errors"
import { checkFileKey } from "./feed-fields"
import { guardsSchema } from "./pipeline/guard"
import type { NewRun } from "./statements/request-run"
import type { FeedDTO, FileSource, Guards, ItemsSource, RunTrigger } from "./types"

/** What a run may be asked for besides what its feed says. */
export type RunOptions = {
  mode?: "delta" | "full" | undefined
  dry_run?: boolean | undefined
  priority?: number | undefined
  on_busy?: "wait" | "refuse" | undefined
}

/** A run of a feed, of a file, or of a file in the layout of a feed. */
export type RunRequest = RunOptions & {
  source?: FileSource | ItemsSource | undefined
  /** For a file without a feed: whether it is judged, and by which limits. */
  guards?: boolean | Partial<Guards> | undefined
  trigger: RunTrigger
  requested_by: string | null
  retry_of?: string | undefined
  due_at?: string | undefined
}

/** The run that a request comes to, or why there can be none. */
export const newRun = (catalogId: string, feed: FeedDTO | null, request: RunRequest): NewRun => {
  if (feed && !feed.is_active) throw CatalogErrors.feedInactive(feed.id)
  if (feed && feed.catalog_id !== catalogId) throw CatalogErrors.foreignFeed(feed.id, catalogId)
  return {
    id: generateEntityId(undefined, "run"),
    catalog_id: catalogId,
    feed_id: feed?.id ?? null,
    source: sourceOf(feed, request),
    mode: request.mode ?? feed?.default_mode ?? "delta",
    dry_run: request.dry_run ?? false,
    priority: request.priority ?? feed?.priority ?? 0,
    guards: guardsOf(feed, request),
    trigger: request.trigger,
    requested_by: request.requested_by,
    retry_of: request.retry_of ?? null,
    due_at: request.due_at ?? null,
    on_busy: request.on_busy ?? feed?.on_busy ?? "wait",
  }
}

/** A file that adds to a catalog is taken as it is; one that may switch off what it lacks is judged. */
const guardsOf = (feed: FeedDTO | null, request: RunRequest): Guards | null => {
  if (feed) return guardsSchema.parse(feed.guards)
  const { guards = request.mode === "full" } = request
  if (guards === false) return null
  return guardsSchema.parse(guards === true ? {} : guards)
}

const sourceOf = (feed: FeedDTO | null, { source }: RunRequest): NewRun["source"] => {
  if (feed && source && feed.kind !== "file") throw CatalogErrors.notAFileFeed(feed.id)
  if (source?.type === "file") checkFileKey(source.file_key)
  if (source) return source
  if (!feed || (feed.kind === "file" && !feed.settings["file_key"] && !feed.settings["location"]))
    throw CatalogErrors.noFile()
  return { type: "feed", kind: feed.kind, settings: feed.settings, cursor: null }
}
