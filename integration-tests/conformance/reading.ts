import { MedusaError } from "@medusajs/framework/utils"
import type { Cursor, ReadMode, Source } from "../../src/modules/catalog/sources/source"

/** What came of reading a source: its rows by sku, the last one of each, and where the next delta begins. */
export type Outcome = {
  readonly rows: ReadonlyMap<string, string>
  readonly rejected: readonly string[]
  /** The code of the error with which it ended; null after a normal end. */
  readonly code: string | null
  readonly message: string
  readonly cursor: Cursor | null
}

/** Reads a source to its end, or to its error, which has to be one of ours. */
export const readAll = async (source: Source, mode: ReadMode, cursor: Cursor | null = null): Promise<Outcome> => {
  const rows = new Map<string, string>()
  const rejected: string[] = []
  const signal = AbortSignal.timeout(60_000)
  const reading = source.read({ mode, cursor, imageBaseUrl: null, signal })
  try {
    for (;;) {
      const { done, value } = await reading.next()
      if (done) return { rows, rejected, code: null, message: "", cursor: value.cursor }
      if (value.row) rows.set(value.row.sku, value.row.content)
      else rejected.push(...value.rejections.map(({ code }) => code))
    }
  } catch (error) {
    if (!(error instanceof MedusaError)) throw error
    return { rows, rejected, code: error.code ?? null, message: error.message, cursor: null }
  }
}
