import type { Readable } from "node:stream"
import { CatalogErrors } from "../errors"
import type { SourceRow } from "../types"
import { detectCsv, readCsv } from "./csv/read-csv"
import { FileErrors } from "./file-errors"
import { readNdjson } from "./ndjson/read-ndjson"
import { readTable, recogniseLayout, type TableOptions } from "./read-table"
import type { SourceReading } from "./source"
import type { Detection, TextHints } from "./table"
import { detectEncoding, TextDecoding } from "./text/encoding"
import { firstBytes, type FirstBytes } from "./text/first-bytes"
import { isGzip, namedUnpackingError, unpack } from "./text/unpack"
import { readXlsx } from "./xlsx/read-xlsx"

/** How much of a file is looked at before it is read. */
const SNIFFED_BYTES = 64 * 1024
const ZIP = Buffer.from("PK\u0003\u0004", "latin1")

/** What is known of a file beforehand. What is not said is found out; what is said and found to be otherwise is refused. */
export type FileOptions = TableOptions &
  TextHints & {
    readonly format?: Detection["format"] | undefined
    readonly sheet?: string | undefined
    /** Learns what has been found out, before the first row. */
    readonly onDetected?: (detection: Detection) => void
  }

type Content = FirstBytes & { readonly isCompressed: boolean }

/**
 * Reads a file of items, whichever it is: CSV, NDJSON or XLSX, each perhaps gzipped, told apart by their content. A
 * faulty row is yielded as its rejections; a faulty file throws, naming the place and the cure.
 */
export async function* readFile(open: () => Promise<Readable>, options: FileOptions): SourceReading {
  const source = await open()
  try {
    for await (const rows of readContent(await unpacked(source), options)) for (const row of rows) yield row
    return { cursor: null }
  } catch (error) {
    throw namedUnpackingError(error)
  } finally {
    source.destroy()
  }
}

const unpacked = async (source: Readable): Promise<Content> => {
  const first = await firstBytes(source, SNIFFED_BYTES)
  if (!isGzip(first.head)) return { ...first, isCompressed: false }
  return { ...(await firstBytes(unpack(first.file), SNIFFED_BYTES)), isCompressed: true }
}

const readContent = (content: Content, options: FileOptions): AsyncIterable<Iterable<SourceRow>> => {
  const { head, file, isCompressed } = content
  const format = formatOf(head, options)
  if (options.format && options.format !== format) throw FileErrors.otherFormat(format, options.format)
  const nothing = { encoding: null, delimiter: null, quote: null, sheet: null, layout: null, header: [] }
  const tell = (found: Partial<Detection>) => options.onDetected?.({ ...nothing, format, isCompressed, ...found })
  if (format === "csv") return readText(content, options, tell)
  if (format === "ndjson") {
    tell({ encoding: detectEncoding(head, options.encoding) })
    return readNdjson(file, head, options)
  }
  const onSheet = (sheet: string, header: readonly string[]) =>
    tell({ sheet, header, layout: recogniseLayout(header, options) })
  return readTable(readXlsx(file, { sheet: options.sheet, onSheet }), options, false)
}

const readText = (content: Content, options: FileOptions, tell: (found: Partial<Detection>) => void) => {
  const { head, isWhole, file } = content
  const knows = (header: readonly string[]) => recogniseLayout(header, options) !== null
  const form = detectCsv(head, isWhole, knows, options)
  const { delimiter, quote } = form.dialect
  tell({
    encoding: form.encoding,
    delimiter,
    quote,
    header: form.header,
    layout: recogniseLayout(form.header, options),
  })
  return readTable(readCsv(file, form, options), options, delimiter !== ",")
}

/** The format that the content shows. An old spreadsheet and a JSON array are named, since they can be mended. */
const formatOf = (head: Buffer, options: FileOptions): Detection["format"] => {
  if (head.subarray(0, 4).equals(ZIP)) return "xlsx"
  if (head.toString("hex", 0, 4) === "d0cf11e0") throw CatalogErrors.binaryFile(0)
  const decoding = new TextDecoding(detectEncoding(head, options.encoding), true)
  const start = beginning(head, decoding)
  if (/^\[\s*\{/.test(start)) throw FileErrors.jsonArray()
  return start.startsWith("{") ? "ndjson" : "csv"
}

const beginning = (head: Buffer, decoding: TextDecoding): string => {
  const isWide = decoding.encoding.startsWith("utf-16")
  const text = isWide
    ? decoding.push(head.subarray(0, 512)).toString()
    : head.toString("latin1", 0, 512).replace(/^\u00EF\u00BB\u00BF/, "")
  return text.replace(/^\uFEFF/, "").trimStart()
}
