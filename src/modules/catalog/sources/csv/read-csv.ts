import { pipeline, Transform, type Readable } from "node:stream"
import { costOf } from "../cost"
import type { RowBatch, TextHints } from "../table"
import { BoundedParser } from "./bounded-parser"
import { detectDialect, type KnowsHeader, type Reading } from "./dialect"
import { unescapedCell } from "../unescape"
import { detectEncoding, type Encoding, TextDecoding } from "../text/encoding"

/** Rows that are handed on at once, fewer when they are long. */
const BATCH_ROWS = 64
const BATCH_CHARACTERS = 1024 * 1024

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
  const parser = new BoundedParser(form.dialect)
  // The callback is for pipeline alone: what fails there destroys the parser, and the loop below throws it.
  pipeline(file, decode(form.encoding, hints), parser, () => undefined)
  try {
    yield* batches(parser)
  } catch (error) {
    throw parser.named(error)
  }
}

/** Rows go on some at once: to wait for each would cost as much as half its parsing. */
async function* batches(parser: BoundedParser): AsyncGenerator<RowBatch> {
  let firstRow = 1
  let rows: string[][] = []
  let characters = 0
  for await (const cells of parser as AsyncIterable<string[]>) {
    rows.push(cells.map(unescapedCell))
    characters += costOf(cells)
    if (rows.length < BATCH_ROWS && characters < BATCH_CHARACTERS) continue
    yield { firstRow, rows }
    firstRow += rows.length
    rows = []
    characters = 0
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
