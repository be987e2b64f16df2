import type { InferTypeOf } from "@medusajs/framework/types"
import type { Catalog } from "./models/catalog"
import type { Feed } from "./models/feed"
import type { FEED_RUN_STATES, FeedRun } from "./models/feed-run"
import type { Webhook } from "./models/webhook"
import type { Guards } from "./pipeline/guard"
import type { Cursor, ReadMode } from "./sources/source"

export type { Guards } from "./pipeline/guard"

/** A catalog as the service answers it. */
export type CatalogDTO = InferTypeOf<typeof Catalog>

/** A run as the service answers it. */
export type FeedRunDTO = InferTypeOf<typeof FeedRun>

/** What a person says of a catalog; without `client_id` all clients share it. */
export type CatalogFields = {
  name: string
  type: CatalogDTO["type"]
  source?: string | null | undefined
  status?: CatalogDTO["status"] | undefined
  client_id?: string | null | undefined
  pricing_rules?: Record<string, unknown> | undefined
  sync_settings?: Record<string, unknown> | undefined
}

/** The fields of a catalog that change. */
export type UpdateCatalog = { [Field in keyof CatalogFields]?: CatalogFields[Field] | undefined }

/** Where a run stands; `FEED_RUN_STATES` lists them in order. */
export type FeedRunState = (typeof FEED_RUN_STATES)[number]

/** A feed as the service answers it; what it keeps secret is sealed. */
export type FeedDTO = InferTypeOf<typeof Feed>

/** A webhook as the service answers it; its secret is sealed. */
export type WebhookDTO = InferTypeOf<typeof Webhook>

/** What a person says of a webhook. */
export type WebhookFields = { url: string; events: string[]; is_active?: boolean | undefined }

/** The fields of a webhook that change. */
export type UpdateWebhook = Optional<WebhookFields>

/** What a person says of a feed. */
export type FeedFields = {
  name: string
  settings: Record<string, unknown>
  /** Secrets or their names (`env:NAME`, `file:PATH`); null takes one away. */
  credentials: Record<string, string | null>
  schedule: string | null
  time_zone: string
  default_mode: ReadMode
  guards: Partial<Guards>
  absence_grace_runs: number
  on_busy: FeedDTO["on_busy"]
  priority: number
  is_active: boolean
}

type Optional<Fields> = { [Field in keyof Fields]?: Fields[Field] | undefined }

/** A feed that is to be created; what is left out has its default. */
export type CreateFeed = { catalog_id: string; kind: string; name: string } & Optional<FeedFields>

/** The fields of a feed that change. */
export type UpdateFeed = Optional<FeedFields>

/** The file that a run reads: a key of the File Module, the name under which a person knows it, and its size, if that is known. */
export type FileSource = { type: "file"; file_key: string; file_name: string; file_bytes: number | null }

/** The catalog's own items, as their source last said them: what has changed is how the catalog prices them. */
export type ItemsSource = { type: "items" }

/** What a run reads. */
export type RunSource = FileSource | FeedSource | ItemsSource

/** What a run of a feed reads, as the feed was set when the run began, and where its delta begins. */
export type FeedSource = { type: "feed"; kind: string; settings: Record<string, unknown>; cursor: Cursor | null }

/** What made a run begin. */
export type RunTrigger = FeedRunDTO["trigger"]

/** A guard that fired: its stable code, what a person needs to know, and the two figures it compared. */
export type Finding = { code: string; message: string; value: number | null; limit: number | null }

/** What a stored plan holds, in rows; `products` is how many products it touches. */
export type PlanCounts = {
  create: number
  update: number
  deactivate: number
  reactivate: number
  unchanged: number
  rejected: number
  /** Rows that a later row of the same sku replaced. */
  repeated: number
  /** Active items that the source no longer has, but within the feed's grace. */
  absent_in_grace: number
  products: number
}

/** Why one row was left out: the row's number as a spreadsheet counts (the header is row 1), its column, what to mend. */
export type Rejection = {
  rowNumber: number
  column: string | null
  code: string
  message: string
  value: string | null
  sku: string | null
  /** The row's cells as they came, beside the first of its reasons. */
  raw?: RawRecord
}

/** A record as its source delivered it: column name → text. */
export type RawRecord = Record<string, string>

/**
 * A row in the form that every source is brought to. Amounts are decimal strings in major units; `handle` is only
 * the wish, the plan makes it unique within the catalog.
 */
export type ImportRow = {
  rowNumber: number
  sku: string
  productKey: string
  name: string
  handle: string
  description: string | null
  category: string | null
  categoryHandle: string | null
  brand: string | null
  barcode: string | null
  stock: string | null
  isActive: boolean
  prices: Record<string, string>
  costs: Record<string, string>
  images: string[]
  options: Record<string, string>
  variantTitle: string
  attributes: Record<string, string>
  raw: RawRecord
  /** All of the above but the number and the raw record, as JSON under the names of the staging table's columns. */
  content: string
  contentHash: string
}

/** What a source yields, one a row: the row, or the reasons why it can't be one. */
export type SourceRow = { row: ImportRow; rejections: [] } | { row: null; rejections: Rejection[] }

/** What a person sees of a failed run. */
export type RunFailure = { code: string; message: string }

/** A run as the pipeline holds it. */
export type RunRecord = {
  id: string
  catalog_id: string
  feed_id: string | null
  state: FeedRunState
  mode: ReadMode
  dry_run: boolean
  priority: number
  source: RunSource
  guards: Guards | null
  attempts: number
  cursor: number
  fencing_token: number
}
