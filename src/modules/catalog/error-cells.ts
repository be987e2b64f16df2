import type { Executor } from "../../postgres/executor"
import { listRejectedColumns, type RejectedRow } from "./pipeline/statements/rejections"
import { ERROR_PREFIX } from "./sources/rejected-record"
import type { FeedRunDTO } from "./types"

const REASONS = ["row", "column", "code", "message"].map((name) => `${ERROR_PREFIX}${name}`)
/** What a spreadsheet would run as a formula; an import takes the quote in front of it away again. */
const FORMULA = /^'*[=+\-@\t\r]/

/** A cell of a record as text: what a file has as text already, an ERP may have sent as a number. */
const textOf = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : ""

/** The original columns of a run's file of errors: those of its source, in its order, and whatever else a row has. */
export const errorColumns = async (db: Executor, run: FeedRunDTO): Promise<string[]> => {
  // A file of errors that was imported brings the reasons of before.
  const kept = (await listRejectedColumns(db, run.id)).filter((name) => !REASONS.includes(name))
  const first = Array.isArray(run.columns) ? (run.columns as string[]) : []
  return [...new Set([...first.filter((name) => kept.includes(name)), ...kept])]
}

/** The header of a file of errors: the original columns, then the reasons. */
export const errorHeader = (columns: readonly string[]): string => line([...columns, ...REASONS])

/** A rejected row as a line of that file, ready to be corrected and imported again. */
export const errorLine = (columns: readonly string[], row: RejectedRow): string => {
  const reasons = [String(row.row_number), row.columns, row.codes, row.messages]
  return line([...columns.map((name) => textOf(row.raw?.[name])), ...reasons])
}

const line = (cells: string[]): string => `${cells.map(quoted).join(",")}\r\n`

const quoted = (cell: string): string => {
  const text = FORMULA.test(cell) && !/^[+-]?\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
