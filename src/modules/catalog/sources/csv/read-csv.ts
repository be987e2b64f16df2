import { CsvError, parse } from "csv-parse"
import { pipeline, type Readable } from "node:stream"
import { CatalogErrors } from "../../errors"
import { layoutOf, type Layout } from "../layout"
import { normaliseRow, type NormaliseOptions } from "../normalise"
import type { SourceReading } from "../source"
import { refuseOtherEncodings } from "./encoding"

/** A record may not be larger than this, in bytes: past it a quote is missing, and memory would pay for it. */
const LARGEST_RECORD = 32 * 1024 * 1024

/**
 * Reads a CSV file (UTF-8, comma, RFC 4180 quotes) row by row, in constant memory. A faulty row is yielded as its
 * rejections; a faulty file throws, naming the place and the cure.
 */
export async function* readCsv(file: Readable, options: NormaliseOptions): SourceReading {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_empty_values: true,
    max_record_size: LARGEST_RECORD,
  })
  // The callback is for pipeline alone: what fails there destroys the parser, and the loop below throws it.
  pipeline(file, refuseOtherEncodings(), parser, () => undefined)
  let layout: Layout | null = null
  let rowNumber = 0
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      rowNumber += 1
      if (layout) yield normaliseRow(layout, cells, rowNumber, options)
      else layout = layoutOf(cells)
    }
  } catch (error) {
    throw error instanceof CsvError ? CatalogErrors.malformed(explain(error)) : error
  }
  if (!layout) throw CatalogErrors.emptyFile()
  if (rowNumber === 1) throw CatalogErrors.noRows()
  return { cursor: null }
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
