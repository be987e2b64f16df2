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
    /** Learns about how many rows the file has, time and again while it is read, when its size is known. */
    readonly onExpected?: ((rows: number) => void) | undefined
  }

/** A file that is open, and its size, where that is known. */
export type OpenFile = { readonly file: Readable; readonly bytes: number | null }

type Content = FirstBytes & { readonly isCompressed: boolean }

/** What part of a file, from 0 to 1, has been read; null when nobody knows. */
type Extent = { share: number | null }

/**
 * Reads a file of items, whichever it is: CSV, NDJSON or XLSX, each perhaps gzipped, told apart by their content. A
 * faulty row is yielded as its rejections; a faulty file throws, naming the place and the cure.
 */
export async function* readFile(open: () => Promise<OpenFile>, options: FileOptions): SourceReading {
  const source = await open()
  const extent: Extent = { share: null }
  let count = 0
  try {
    for await (const rows of readContent(await unpacked(source, extent), options, extent)) {
      for (const row of rows) {
        count += 1
        yield row
      }
      if (extent.share !== null) options.onExpected?.(Math.round(count / Math.min(1, extent.share)))
    }
    return { cursor: null }
  } catch (error) {
    throw namedUnpackingError(error)
  } finally {
    source.file.destroy()
  }
}

const unpacked = async ({ file, bytes }: OpenFile, extent: Extent): Promise<Content> => {
  let read = 0
  let isCompressed = false
  const reached = (at: number) => {
    if (bytes !== null) extent.share = at / bytes
  }
  const first = await firstBytes(file, SNIFFED_BYTES, (more) => {
    read += more
    if (!isCompressed) reached(read)
  })
  isCompressed = isGzip(first.head)
  if (!isCompressed) return { ...first, isCompressed }
  // What waits to be unpacked may be most of the file, so that counts which has been.
  return { ...(await firstBytes(unpack(first.file, reached), SNIFFED_BYTES)), isCompressed }
}

const readContent = (content: Content, options: FileOptions, extent: Extent): AsyncIterable<Iterable<SourceRow>> => {
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
  // A workbook is read from its end, so all of it has come before its first row.
  const onShare = (share: number) => void (extent.share = share)
  return readTable(readXlsx(file, { sheet: options.sheet, onSheet, onShare }), options, false)
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
