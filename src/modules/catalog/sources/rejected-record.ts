import { toUSVString } from "node:util"
import type { RawRecord, Rejection } from "../types"

/** How the columns begin that a file of errors has beside the original ones; an import leaves them alone. */
export const ERROR_PREFIX = "error:"

/** Postgres keeps no NUL in text, nor half a surrogate pair. */
const storable = (text: string): string => toUSVString(text.replaceAll("\u0000", "\uFFFD"))

/**
 * The cells of a row under the names of its header, as Postgres keeps them. Cells beyond the header stand in a column of
 * their own, which an import leaves alone.
 */
export const recordOf = (header: readonly string[], cells: readonly string[]): RawRecord => {
  const record = Object.fromEntries(header.map((name, index) => [name, storable(cells[index] ?? "")]))
  const more = cells.slice(header.length).filter((cell) => cell !== "")
  if (more.length) record[`${ERROR_PREFIX}more_cells`] = storable(more.join(","))
  return record
}

/**
 * Puts the record of a rejected row beside the first of its reasons, so that the row can be handed back, corrected and
 * imported again.
 */
export const withRecord = (rejections: readonly Rejection[], raw: RawRecord): Rejection[] =>
  rejections.map((rejection, index) => (index === 0 ? { ...rejection, raw } : rejection))
