import type { Readable } from "node:stream"
import type { CredentialVault, StoredCredentials } from "./credentials/vault"
import { CatalogErrors } from "./errors"
import type { OpenedSource } from "./pipeline/read-source"
import type { HttpSurroundings } from "./sources/http/surroundings"
import { SOURCES } from "./sources/registry"
import type { FeedDTO, RunRecord } from "./types"

/** What a worker gives to a reading: its files, its catalog's image address, and how to stop it. */
export type Reading = {
  readonly openFile: (key: string) => Promise<Readable>
  readonly imageBaseUrl: string | null
  readonly currency?: string | undefined
  readonly signal: AbortSignal
}

/** The largest number of rows that a run can expect, whatever its source says: that of a column. */
const MOST_ROWS = 2 ** 31 - 1

type Opener = { vault: CredentialVault; http: HttpSurroundings }

/** The kind and settings of what a run reads: an uploaded file brings its key to the settings of its feed, if it has one. */
const descriptionOf = (run: RunRecord, feed: FeedDTO | null): { kind: string; settings: unknown } => {
  const { source } = run
  if (source.type === "items") throw CatalogErrors.unknownSourceKind(source.type, [...SOURCES.keys()])
  if (source.type === "feed") return { kind: source.kind, settings: source.settings }
  const { type: _, ...file } = source
  return { kind: "file", settings: { ...(feed?.kind === "file" ? feed.settings : {}), ...file } }
}

/** Opens the source of a run with the secrets of its feed, which exist in memory only while it is read. */
export const openSource = async (
  run: RunRecord,
  feed: FeedDTO | null,
  reading: Reading,
  { vault, http }: Opener
): Promise<OpenedSource> => {
  const { kind, settings } = descriptionOf(run, feed)
  const definition = SOURCES.get(kind)
  if (!definition) throw CatalogErrors.unknownSourceKind(kind, [...SOURCES.keys()])
  const parsed = definition.settings.safeParse(settings)
  if (!parsed.success) throw CatalogErrors.badFeedSettings(parsed.error.issues)
  const { openFile, imageBaseUrl, currency, signal } = reading
  const stored = feed ? (feed.credentials as StoredCredentials) : {}
  const credentials = feed ? await vault.open(feed.id, stored) : {}
  const source = definition.open(parsed.data, credentials, { http, openFile })
  const cursor = run.source.type === "feed" ? run.source.cursor : null
  const mode = definition.hasDelta ? run.mode : "full"
  let expected: number | null = null
  const onExpected = (rows: number) => void (expected = Math.min(rows, MOST_ROWS))
  const rows = source.read({ mode, cursor, imageBaseUrl, currency, signal, onExpected })
  return { rows, repeatedSkus: definition.repeatedSkus, expectedRows: () => expected }
}
