import type { Readable } from "node:stream"
import { CatalogErrors } from "../../errors"
import type { SourceRow } from "../../types"
import { FieldReader, rejectedRow } from "../fields"
import { FileErrors } from "../file-errors"
import type { ColumnMapping } from "../guess-mapping"
import type { NormaliseOptions } from "../normalise"
import { detectEncoding, TextDecoding } from "../text/encoding"
import { type Line, linesOf } from "../text/lines"
import { ERROR_PREFIX, recordOf } from "../rejected-record"
import { fieldsOf, mappedFields } from "./record"

/** What a line is read with. */
export type NdjsonOptions = NormaliseOptions & { readonly mapping?: ColumnMapping | undefined }

/**
 * Reads a file of one JSON object a line. A faulty line is yielded as its rejections; a last line that is cut off fails
 * the file, because the lines behind it are missing.
 */
export async function* readNdjson(file: Readable, head: Buffer, options: NdjsonOptions): AsyncGenerator<SourceRow[]> {
  const reader = new FieldReader(options)
  let rows = 0
  for await (const lines of linesOf(file, new TextDecoding(detectEncoding(head)))) {
    const filled = lines.filter(({ text }) => text.trim().replace("\uFEFF", "") !== "")
    rows += filled.length
    yield filled.map((line) => readLine(line, reader, options.mapping))
  }
  if (rows === 0) throw CatalogErrors.emptyFile()
}

const readLine = ({ text, number, isEnded }: Line, reader: FieldReader, mapping?: ColumnMapping): SourceRow => {
  const record = parsed(text.replace(/^\uFEFF/, ""))
  if (record === undefined && !isEnded) throw CatalogErrors.malformed(`Line ${number}, the last one, is cut off`)
  if (Array.isArray(record) && number === 1) throw FileErrors.jsonArray()
  if (typeof record !== "object" || record === null || Array.isArray(record)) return noRecord(number, text)
  const read = writable(() => (mapping ? mappedFields(record, mapping) : fieldsOf(record)))
  if (!read) return noRecord(number, text, "nests deeper than can be read")
  const { fields, problem, raw } = read
  if (problem) return rejectedRow({ rowNumber: number, raw, sku: fields["sku"] }, problem.code, problem.message)
  return reader.read(fields, { rowNumber: number, raw, isOfFile: true })
}

/** Nothing of such a line is a cell, so it stands in a column that an import leaves alone. */
const noRecord = (number: number, text: string, reason = "is no JSON object"): SourceRow => {
  const raw = recordOf([`${ERROR_PREFIX}line`], [text])
  return rejectedRow({ rowNumber: number, raw }, "malformed_json", `Line ${number} ${reason}`)
}

/** What nests some thousands of levels deep is parsed, and exhausts the stack when it is written. */
const writable = <Result>(read: () => Result): Result | null => {
  try {
    return read()
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
