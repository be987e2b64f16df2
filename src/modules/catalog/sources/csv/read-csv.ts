import { CsvError, parse, type Parser } from "csv-parse"
import { pipeline, Transform, type Readable } from "node:stream"
import { CatalogErrors } from "../../errors"
import type { RowBatch, TextHints } from "../table"
import { detectDialect, type KnowsHeader, parserOptions, type Reading } from "./dialect"
import { unescapedCell } from "../unescape"
import { detectEncoding, type Encoding, TextDecoding } from "../text/encoding"

/** A record may not be larger than this, in bytes: past it a quote is missing, and memory would pay for it. */
const LARGEST_RECORD = 32 * 1024 * 1024
/** Rows that are handed on at once. */
const BATCH_ROWS = 64

/** How a text file was written. */
export type TextForm = Reading & { readonly encoding: Encoding }

/** Finds out from a file's first bytes how it was written, or refuses to guess. */
export const detectCsv = (head: Buffer, isWhole: boolean, knows: KnowsHeader, hints: TextHints): TextForm => {
  const encoding = detectEncoding(head, hints.encoding)
  const decoding = new TextDecoding(encoding, hints.encoding !== undefined)
  const text = decoding.push(head).toString() + (isWhole ? decoding.end().toString() : "")
  return { encoding: decoding.encoding, ...detectDialect(text, isWhole, knows, hints) }
}

/** Reads a CSV file row by row, in constant memory. A file that is broken throws, naming the place and the cure. */
export async function* readCsv(file: Readable, form: TextForm, hints: TextHints): AsyncGenerator<RowBatch> {
  const parser = parse({ ...parserOptions(form.dialect), bom: true, max_record_size: LARGEST_RECORD })
  // The callback is for pipeline alone: what fails there destroys the parser, and the loop below throws it.
  pipeline(file, decode(form.encoding, hints), parser, () => undefined)
  try {
    yield* batches(parser)
  } catch (error) {
    throw error instanceof CsvError ? CatalogErrors.malformed(explain(error)) : error
  }
}

/** Rows go on some at once: to wait for each would cost as much as half its parsing. */
async function* batches(parser: Parser): AsyncGenerator<RowBatch> {
  let firstRow = 1
  let rows: string[][] = []
  for await (const cells of parser as AsyncIterable<string[]>) {
    rows.push(cells.map(unescapedCell))
    if (rows.length < BATCH_ROWS) continue
    yield { firstRow, rows }
    firstRow += rows.length
    rows = []
  }
  if (rows.length) yield { firstRow, rows }
}

const decode = (encoding: Encoding, hints: TextHints): Transform => {
  // What the first bytes did not prove is left open again: the file may still show what it is.
  const start = encoding === "windows-1252" && !hints.encoding ? "ascii" : encoding
  const decoding = new TextDecoding(start, hints.encoding !== undefined)
  const attempt = (work: () => Buffer, done: (error: Error | null, bytes?: Buffer) => void) => {
    try {
      done(null, work())
    } catch (error) {
      done(error as Error)
    }
  }
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => attempt(() => decoding.push(chunk), done),
    flush: (done) => attempt(() => decoding.end(), done),
  })
}

/** What the parser had finished before its error is what it counts: the rows that reached the loop may be fewer. */
const explain = (error: CsvError): string => {
  const row = Number(error["records"]) + 1
  if (error.code === "CSV_QUOTE_NOT_CLOSED")
    return `A quote opened in row ${row} is never closed; no row of the file was applied`
  if (error.code === "CSV_MAX_RECORD_SIZE")
    return `Row ${row} is larger than ${LARGEST_RECORD / 1024 / 1024} MiB: a closing quote is missing there or before`
  return `Row ${row} is no CSV: ${error.message}`
}
