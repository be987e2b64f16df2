import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Readable } from "node:stream"
import { FileErrors } from "../sources/file-errors"
import { columnsOf } from "./columns"
import { type ExportScope, openExport, type OpenExport } from "./exported-items"
import { writeCsv } from "./write-csv"
import { writeNdjson } from "./write-ndjson"
import { MOST_SHEET_ROWS, writeXlsx } from "./write-xlsx"

/** The formats of an export. */
export const EXPORT_FORMATS = ["csv", "ndjson", "xlsx"] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

/** What the formats are called in HTTP. */
export const EXPORT_TYPES: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  ndjson: "application/x-ndjson; charset=utf-8",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

/**
 * Writes the items of a catalog or a site as a file that an import reads back to the same items. The stream reads the
 * database as fast as it is read itself; destroying it gives the database's connection back, also before its first byte.
 */
export const exportItems = async (knex: Knex, scope: ExportScope, format: ExportFormat): Promise<Readable> => {
  const opened = await openExport(knex, scope)
  if (format === "xlsx" && opened.shape.rows >= MOST_SHEET_ROWS) {
    await opened.close()
    throw FileErrors.tooManyRows(opened.shape.rows, MOST_SHEET_ROWS - 1)
  }
  // A generator that was never asked ends without its finally: what closes is the stream.
  return fileOf(opened, format).once("close", () => void opened.close().catch(() => undefined))
}

const fileOf = ({ shape, items }: OpenExport, format: ExportFormat): Readable => {
  if (format === "xlsx") return writeXlsx(columnsOf(shape), items)
  const text = format === "csv" ? writeCsv(columnsOf(shape), items) : writeNdjson(shape, items)
  return Readable.from(text, { objectMode: false })
}
