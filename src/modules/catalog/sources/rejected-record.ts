import { toUSVString } from "node:util"
import type { Rejection } from "../types"
import type { Layout } from "./layout"

/** How the columns begin that a file of errors has beside the original ones; an import leaves them alone. */
export const ERROR_PREFIX = "error:"

/** Postgres keeps no NUL in text, nor half a surrogate pair. */
const storable = (text: string): string => toUSVString(text.replaceAll("\u0000", "\uFFFD"))

/**
 * Puts the cells of a rejected row beside the first of its reasons, so that the row can be handed back, corrected and
 * imported again. Cells beyond the header stand in a column of their own, which an import leaves alone.
 */
export const withRecord = (rejections: Rejection[], layout: Layout, cells: readonly string[]): Rejection[] => {
  const [first, ...others] = rejections
  if (!first) return rejections
  const { header } = layout
  const raw = Object.fromEntries(header.map((name, index) => [name, storable(cells[index] ?? "")]))
  const more = cells.slice(header.length).filter((cell) => cell !== "")
  if (more.length) raw[`${ERROR_PREFIX}more_cells`] = storable(more.join(","))
  return [{ ...first, raw }, ...others]
}
