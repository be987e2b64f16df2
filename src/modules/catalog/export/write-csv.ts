import type { ExportColumn } from "./columns"
import type { ExportedItem } from "./exported-items"
import { neutralised } from "./neutralise"

/** Writes items as CSV: UTF-8 with a mark, by which spreadsheets know it, commas, RFC 4180 quotes. */
export async function* writeCsv(
  columns: readonly ExportColumn[],
  items: AsyncIterable<readonly ExportedItem[]>
): AsyncGenerator<string> {
  yield `\uFEFF${columns.map(({ name }) => quoted(neutralised(name))).join(",")}\r\n`
  for await (const batch of items) yield batch.map((item) => line(columns, item)).join("")
}

const line = (columns: readonly ExportColumn[], item: ExportedItem): string => {
  const cells = columns.map(({ isNumber, valueOf }) => (isNumber ? valueOf(item) : quoted(neutralised(valueOf(item)))))
  return `${cells.join(",")}\r\n`
}

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)
