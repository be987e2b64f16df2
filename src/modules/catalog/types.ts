import type { FEED_RUN_STATES } from "./models/feed-run"

/** Where a run stands; `FEED_RUN_STATES` lists them in order. */
export type FeedRunState = (typeof FEED_RUN_STATES)[number]

/** The file that a run reads: a key of the File Module, and the name under which a person knows it. */
export type FileSource = { type: "file"; file_key: string; file_name: string }

/** Why one row was left out: the row's number as a spreadsheet counts (the header is row 1), its column, what to mend. */
export type Rejection = {
  rowNumber: number
  column: string | null
  code: string
  message: string
  value: string | null
  sku: string | null
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
  images: string[]
  options: Record<string, string>
  variantTitle: string
  attributes: Record<string, string>
  raw: RawRecord
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
  state: FeedRunState
  source: FileSource
  cursor: number
  fencing_token: number
}
