import { CatalogErrors } from "../errors"
import { ChangeCursor } from "./change-cursor"
import { crawl, type Paging } from "./crawl"
import { rawOf } from "./erp-record"
import { FieldReader, type Fields } from "./fields"
import { JsonClient, type Authorisation, type Verdict } from "./http/json-client"
import type { HttpSurroundings } from "./http/surroundings"
import type { ReadRequest, SourceDefinition, SourceReading } from "./source"

type Credentials = Readonly<Record<string, string>>
type ErpSettings = { readonly base_url: string; readonly overlap_minutes: number }

/** What the reading of a list has to work with. */
export type ErpAccess<Settings> = {
  readonly client: JsonClient
  readonly settings: Settings
  readonly signal: AbortSignal
  readonly now: () => number
}

/** The list of an ERP's products. */
export type ErpList<Rec, Place> = {
  /** How it is walked through; `since` is null when everything is read. */
  paging(since: Date | null): Paging<Rec, Place>
  /** When a record was last changed, in milliseconds, or null. */
  changedAt(record: Rec): number | null
  /** The record as it came, to be kept; without it the record itself. */
  original?(record: Rec): object
  /** What it says, by the names of our own columns. */
  fields(record: Rec): Fields
}

/** What one ERP adds to what all share. */
type Erp<Settings extends ErpSettings, Rec extends object, Place> = Pick<
  SourceDefinition<Settings>,
  "kind" | "settings" | "credentials"
> & {
  authorise(settings: Settings, credentials: Credentials, http: HttpSurroundings): Authorisation
  judge?(status: number, text: string): Verdict
  list(access: ErpAccess<Settings>): ErpList<Rec, Place>
}

/** A source that is an ERP behind an address: it knows deltas, and what comes twice was moved while it was read. */
export const erpSource = <Settings extends ErpSettings, Rec extends object, Place>(
  erp: Erp<Settings, Rec, Place>
): SourceDefinition<Settings> => {
  const { kind, settings, credentials, judge } = erp
  return {
    kind,
    settings,
    credentials,
    hasDelta: true,
    repeatedSkus: "last_wins",
    open: (set, given, { http }) => {
      const authorisation = erp.authorise(set, given, http)
      return {
        read: (request) => {
          const options = { baseUrl: set.base_url, surroundings: http, authorisation, ...(judge && { judge }) }
          const { now } = http
          const changes = new ChangeCursor(request, set.overlap_minutes * 60_000, now)
          const client = new JsonClient(options)
          return read(client, erp.list({ client, settings: set, signal: request.signal, now }), changes, request)
        },
      }
    },
  }
}

/** Reads a list to its end: its records as rows, then where the next delta begins. */
async function* read<Rec extends object, Place>(
  client: JsonClient,
  list: ErpList<Rec, Place>,
  changes: ChangeCursor,
  request: ReadRequest
): SourceReading {
  const reader = new FieldReader(request)
  let rowNumber = 0
  try {
    for await (const record of crawl(list.paging(changes.since), request.onExpected)) {
      rowNumber += 1
      changes.note(list.changedAt(record))
      const raw = rawOf(list.original?.(record) ?? record)
      yield reader.read(list.fields(record), { rowNumber, raw })
    }
  } catch (error) {
    // Parsed, but too deep for the stack when it is written.
    if (error instanceof RangeError) throw CatalogErrors.sourceInterrupted("a record nests deeper than can be read")
    throw error
  } finally {
    client.close()
  }
  return { cursor: changes.end() }
}
