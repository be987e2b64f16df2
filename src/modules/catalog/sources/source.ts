import type { z } from "@medusajs/framework/zod"
import type { Readable } from "node:stream"
import type { SourceRow } from "../types"
import type { HttpSurroundings } from "./http/surroundings"

/** How much of a source is read: all of it, or what changed since the cursor of the last completed run. */
export type ReadMode = "full" | "delta"

/** Where the next delta begins, in the source's own words. It is stored and handed back, never interpreted. */
export type Cursor = Record<string, string | number | null>

/** One reading of a source. */
export type ReadRequest = {
  readonly mode: ReadMode
  /** The end of the last completed run; null reads from the beginning, also in a delta. */
  readonly cursor: Cursor | null
  /** The address that relative image names belong to. */
  readonly imageBaseUrl: string | null
  /** The currency of prices that name none, in small letters. */
  readonly currency?: string | undefined
  /** Learns about how many rows this reading will have, time and again, where the source can tell. */
  readonly onExpected?: ((rows: number) => void) | undefined
  /** Aborts when the run is cancelled or its worker stops. */
  readonly signal: AbortSignal
}

/** What a source says when it has been read to its end. Without a cursor it can only be read whole. */
export type SourceEnd = { readonly cursor: Cursor | null }

/** Rows as they come. A source that can't be read to its end throws; it never just ends. */
export type SourceReading = AsyncGenerator<SourceRow, SourceEnd, undefined>

/** A source that is ready to be read. */
export type Source = { read(request: ReadRequest): SourceReading }

/** What a source is given of the world around it. */
export type SourceSurroundings = {
  readonly http: HttpSurroundings
  /** Opens a file that the File Module keeps, by its key. */
  readonly openFile: (key: string) => Promise<Readable>
}

/** A kind of source: what it needs to know, and how it is opened. */
export type SourceDefinition<Settings extends object = object> = {
  readonly kind: string
  /** What an operator may set, strict; secrets are not among them. */
  readonly settings: z.ZodType<Settings>
  /** The names of the secrets it takes, and whether it can do without. */
  readonly credentials: Readonly<Record<string, "required" | "optional">>
  readonly hasDelta: boolean
  /** A sku that comes twice is a mistake of a file; in a crawl it is a row that moved while it was paged. */
  readonly repeatedSkus: "rejected" | "last_wins"
  open(settings: Settings, credentials: Readonly<Record<string, string>>, surroundings: SourceSurroundings): Source
}
