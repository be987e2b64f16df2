import { parse } from "csv-parse/sync"
import { FileErrors } from "../file-errors"
import type { TextHints } from "../table"

/** How a CSV file separates and wraps its cells. */
export type Dialect = {
  readonly delimiter: NonNullable<TextHints["delimiter"]>
  readonly quote: NonNullable<TextHints["quote"]>
  readonly lineBreaks: string[]
}

/** Whether a header is one that can be imported. */
export type KnowsHeader = (header: readonly string[]) => boolean

/** A dialect, and the header under it. */
export type Reading = { readonly dialect: Dialect; readonly header: readonly string[] }

const DELIMITERS = [",", ";", "\t", "|"] as const
const QUOTES = ['"', "'"] as const
/** Rows that are looked at to tell what wraps a cell. */
const SAMPLE_ROWS = 200
const WRAPPED = /^\s*"[^]*"\s*$/

/**
 * Finds out the dialect from a file's beginning: it is the one under which the header is known. Two delimiters that
 * both make sense of it are refused, and so are single quotes that may be part of the cells.
 */
export const detectDialect = (head: string, isWhole: boolean, knows: KnowsHeader, hints: TextHints): Reading => {
  const text = head.replace(/^\uFEFF/, "")
  const lineBreaks = text.includes("\n") ? ["\r\n", "\n"] : text.includes("\r") ? ["\r"] : ["\n"]
  const readings = candidates(hints, lineBreaks).flatMap((dialect): Reading[] => {
    const header = rowsOf(text, dialect, 1)?.[0]
    return header ? [{ dialect, header }] : []
  })
  const known = readings.filter(({ header }) => knows(trimmed(header)))
  const delimiters = [...new Set(known.map(({ dialect }) => dialect.delimiter))]
  if (delimiters.length > 1) throw FileErrors.ambiguousDelimiter(delimiters)
  const [first, second] = known.length ? known : readings.sort((a, b) => b.header.length - a.header.length)
  if (!first)
    return { dialect: { delimiter: hints.delimiter ?? ",", quote: hints.quote ?? '"', lineBreaks }, header: [] }
  if (!second || second.dialect.delimiter !== first.dialect.delimiter) return first
  return chooseQuote(isWhole ? text : text.slice(0, lastBreak(text)), first, second)
}

const candidates = (hints: TextHints, lineBreaks: string[]): Dialect[] =>
  DELIMITERS.filter((delimiter) => !hints.delimiter || delimiter === hints.delimiter).flatMap((delimiter) =>
    QUOTES.filter((quote) => !hints.quote || quote === hints.quote).map((quote) => ({ delimiter, quote, lineBreaks }))
  )

const trimmed = (header: readonly string[]): string[] => header.map((cell) => cell.trim())

const lastBreak = (text: string): number => Math.max(text.lastIndexOf("\n"), text.lastIndexOf("\r")) + 1

/** How the parser reads a dialect, when it is guessed and when the file is read. */
export const parserOptions = ({ delimiter, quote, lineBreaks }: Dialect) => ({
  delimiter,
  quote,
  escape: quote,
  // An inch sign is no quote. An apostrophe within a cell of a file that quotes by them is a mistake.
  relax_quotes: quote === '"',
  record_delimiter: lineBreaks,
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
})

/** The first rows, or null when they can't be read this way. */
const rowsOf = (text: string, dialect: Dialect, to: number): string[][] | null => {
  try {
    return parse(text, { ...parserOptions(dialect), to })
  } catch {
    return null
  }
}

/** Both quotes read the header alike: what they make of the rows below decides. */
const chooseQuote = (text: string, double: Reading, single: Reading): Reading => {
  if (!text.includes("'")) return double
  const [asDouble, asSingle] = [double, single].map(({ dialect }) => rowsOf(text, dialect, SAMPLE_ROWS))
  const fits = (rows: string[][] | null | undefined): boolean =>
    rows?.every((row) => row.length === double.header.length) ?? false
  if (!asSingle || !fits(asSingle)) return double
  if (!fits(asDouble)) return single
  // Cells in double quotes tell that single ones are text, and are told by the quotes that the other reading leaves.
  const hasDouble = asSingle.some((row) => row.some((cell) => WRAPPED.test(cell)))
  if (hasDouble || JSON.stringify(asDouble) === JSON.stringify(asSingle)) return double
  throw FileErrors.ambiguousQuote()
}
