import type { Readable } from "node:stream"
import { CatalogErrors } from "../../errors"
import type { SourceRow } from "../../types"
import { FieldReader, rejectedRow } from "../fields"
import { FileErrors } from "../file-errors"
import type { ColumnMapping } from "../guess-mapping"
import type { NormaliseOptions } from "../normalise"
import { detectEncoding, TextDecoding } from "../text/encoding"
import { type Line, linesOf } from "../text/lines"
import { fieldsOf, flatRecord, mappedFields } from "./record"

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
  if (typeof record !== "object" || record === null || Array.isArray(record))
    return rejectedRow(number, "malformed_json", `Line ${number} is no JSON object`)
  const { fields, problem } = mapping ? mappedFields(record, mapping) : fieldsOf(record)
  if (problem) return rejectedRow(number, problem.code, problem.message, fields["sku"])
  return reader.read(fields, { rowNumber: number, raw: flatRecord(record) })
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
