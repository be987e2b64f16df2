import type { ImportRow, Rejection } from "../../types"
import { restless, Stand } from "../http/__tests__/stand"
import type { Cursor, ReadMode, SourceDefinition } from "../source"

/** Everything that a source says, read from a stand. */
export type Read = { rows: ImportRow[]; rejections: Rejection[]; cursor: Cursor | null }

type Reading = { settings?: object; credentials?: Record<string, string>; mode?: ReadMode; cursor?: Cursor }

/** Reads a source to its end, against a stand on loopback. */
export const readAll = async <Settings extends object>(
  definition: SourceDefinition<Settings>,
  baseUrl: string,
  { settings = {}, credentials = {}, mode = "full", cursor }: Reading
): Promise<Read> => {
  const http = restless().surroundings
  const parsed = definition.settings.parse({ base_url: baseUrl, ...settings })
  const openFile = () => Promise.reject(new Error("An ERP has no files"))
  const source = definition.open(parsed, credentials, { http, openFile })
  const signal = new AbortController().signal
  const reading = source.read({ mode, cursor: cursor ?? null, imageBaseUrl: null, signal })
  const read: Read = { rows: [], rejections: [], cursor: null }
  for (;;) {
    const result = await reading.next()
    if (result.done) return { ...read, cursor: result.value.cursor }
    if (result.value.row) read.rows.push(result.value.row)
    else read.rejections.push(...result.value.rejections)
  }
}

/** A stand that runs as long as the suite, with what it was asked. */
export const useStand = () => {
  const stand = new Stand()
  beforeAll(() => stand.start())
  afterAll(() => stand.stop())
  /** The paths and parameters of all requests. */
  const asked = () =>
    stand.requests.map(({ url }) => {
      const { pathname, searchParams } = new URL(url, stand.origin)
      return { path: pathname, query: Object.fromEntries(searchParams) }
    })
  return { stand, asked }
}
