import type { Readable } from "node:stream"
import { FileErrors } from "../file-errors"
import type { TextDecoding } from "./encoding"

/** The longest line, in bytes. */
const LONGEST_LINE = 32 * 1024 * 1024
const LINE_FEED = 10

/** One line of a file; the last one of a file that does not end with a line break may be cut off. */
export type Line = { readonly text: string; readonly number: number; readonly isEnded: boolean }

/** Cuts a text file into its lines, in constant memory. */
export async function* linesOf(file: Readable, decoding: TextDecoding): AsyncGenerator<Line[]> {
  let rest: Buffer = Buffer.alloc(0)
  let number = 0
  for await (const chunk of file as AsyncIterable<Buffer>) {
    const bytes = decoding.push(chunk)
    const whole = rest.length ? Buffer.concat([rest, bytes]) : bytes
    const lines: Line[] = []
    let from = 0
    for (let at = whole.indexOf(LINE_FEED); at >= 0; at = whole.indexOf(LINE_FEED, from)) {
      number += 1
      lines.push({ text: whole.toString("utf8", from, at), number, isEnded: true })
      from = at + 1
    }
    rest = whole.subarray(from)
    if (rest.length > LONGEST_LINE) throw FileErrors.tooLarge(`Line ${number + 1}`, "32 MiB")
    if (lines.length) yield lines
  }
  const text = Buffer.concat([rest, decoding.end()]).toString()
  if (text) yield [{ text, number: number + 1, isEnded: false }]
}
