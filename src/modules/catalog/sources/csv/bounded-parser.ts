import { CsvError, Parser } from "csv-parse"
import type { TransformCallback } from "node:stream"
import { CatalogErrors } from "../../errors"
import { ENTRY_COST } from "../cost"
import { type Dialect, parserOptions } from "./dialect"

/** A record may not be larger than this, in bytes: past it a quote is missing, and memory would pay for it. */
const LARGEST_RECORD = 32 * 1024 * 1024

/**
 * Parses CSV, and ends at a record that is larger than any may be. The parser's own limit counts the text of cells: of
 * a record of delimiters, which costs the most memory, it counts nothing.
 */
export class BoundedParser extends Parser {
  /** What has come in since the last record was complete. */
  private cost = 0

  private emptyRecords = 0

  constructor(private readonly dialect: Dialect) {
    // Left out by the parser, records without a filled cell would look like a part of the next one.
    const skipped = { skip_records_with_empty_values: false }
    super({ ...parserOptions(dialect), ...skipped, bom: true, max_record_size: LARGEST_RECORD })
  }

  /** Passes a record on, unless no cell of it is filled. */
  override push(record: unknown): boolean {
    const isEmpty = Array.isArray(record) && !record.some((cell) => String(cell).trim() !== "")
    if (!isEmpty) return super.push(record)
    this.emptyRecords += 1
    return true
  }

  override _transform(chunk: Buffer, encoding: BufferEncoding, done: TransformCallback): void {
    const before = this.complete()
    super._transform(chunk, encoding, (error) => {
      this.cost = this.complete() === before ? this.cost + this.costOf(chunk) : 0
      done(error ?? (this.cost > LARGEST_RECORD ? this.tooLarge(this.info.records) : null))
    })
  }

  /** What went wrong, named for people; any error but the parser's stays as it is. */
  named(error: unknown): unknown {
    if (!(error instanceof CsvError)) return error
    // What was complete before the error is what counts: the rows that reached a reader may be fewer.
    const records = Number(error["records"])
    if (error.code === "CSV_MAX_RECORD_SIZE") return this.tooLarge(records)
    const row = this.rowAfter(records)
    return error.code === "CSV_QUOTE_NOT_CLOSED"
      ? CatalogErrors.malformed(`A quote opened in row ${row} is never closed; no row of the file was applied`)
      : CatalogErrors.malformed(`Row ${row} is no CSV: ${error.message}`)
  }

  private complete(): number {
    return this.info.records + this.info.empty_lines
  }

  private rowAfter(records: number): number {
    return records - this.emptyRecords + 1
  }

  private tooLarge(records: number): Error {
    const limit = `${LARGEST_RECORD / 1024 / 1024} MiB`
    return CatalogErrors.malformed(
      `Row ${this.rowAfter(records)} is larger than ${limit}: a closing quote is missing there or before`
    )
  }

  private costOf(chunk: Buffer): number {
    const { delimiter } = this.dialect
    let cost = chunk.length
    for (let at = chunk.indexOf(delimiter); at >= 0; at = chunk.indexOf(delimiter, at + 1)) cost += ENTRY_COST
    return cost
  }
}
