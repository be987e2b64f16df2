import { toUSVString } from "node:util"
import { FileErrors } from "./file-errors"

/** The most columns of a table: those of a spreadsheet. More would cost memory in each row, and are a mistake or made to harm. */
export const MOST_COLUMNS = 16_384

/**
 * The names of a table's columns, trimmed, without those that are empty at its end, and as Postgres can keep them: they
 * become the keys of records. It throws when they are too many or hold a NUL.
 */
export const headerOf = (cells: readonly string[]): string[] => {
  const length = cells.findLastIndex((cell) => cell.trim() !== "") + 1
  if (length > MOST_COLUMNS) throw FileErrors.tooManyColumns(length, MOST_COLUMNS)
  const header = cells.slice(0, length).map((cell) => toUSVString(cell.trim()))
  const faulty = header.find((name) => name.includes("\u0000"))
  if (faulty !== undefined) throw FileErrors.controlCharacter(faulty)
  return header
}
