import { gzipSync } from "node:zlib"
import { ZipFile } from "yazl"
import type { ErpItem } from "../../dev/erp/items"

/** The forms of a file of items. */
export const FORMATS = ["csv", "csv.gz", "ndjson", "xlsx"] as const

export type Format = (typeof FORMATS)[number]

/** What each item is said to be; a test that moves the middle of a file puts letters before it. */
export const SAID_OF_ALL = "sold by the piece"

const COLUMNS = ["sku", "description", "name", "category", "brand", "barcode", "price:usd", "active", "stock"]
const HAS_QUOTES = COLUMNS.map((name) => !["price:usd", "active", "stock"].includes(name))

const cellsOf = ({ sku, name, category, brand, barcode, price, isActive, stock }: ErpItem): string[] => [
  ...[sku, SAID_OF_ALL, name, category, brand, barcode],
  ...[price, String(isActive), String(stock)],
]

const csvOf = (items: readonly ErpItem[]): string => {
  const quoted = (cell: string, column: number) => (HAS_QUOTES[column] ? `"${cell.replaceAll('"', '""')}"` : cell)
  const lines = items.map((item) => cellsOf(item).map(quoted).join(","))
  return [COLUMNS.join(","), ...lines].map((line) => `${line}\n`).join("")
}

const ndjsonOf = (items: readonly ErpItem[]): string =>
  items
    .map((item) => cellsOf(item).map((cell, column) => [COLUMNS[column], cell]))
    .map((fields) => `${JSON.stringify(Object.fromEntries(fields))}\n`)
    .join("")

/** The text of the formats that are text, packed or not. */
const textOf = (format: Exclude<Format, "xlsx">, items: readonly ErpItem[]): string =>
  format === "ndjson" ? ndjsonOf(items) : csvOf(items)

const PARTS = {
  "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Items" r:id="r1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`,
}
const ALWAYS = new Date(Date.UTC(2026, 0, 1))

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;")

const sheetOf = (items: readonly ErpItem[]): string => {
  const rows = [COLUMNS, ...items.map(cellsOf)].map((cells) =>
    cells.map((cell) => `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`).join("")
  )
  return `<worksheet><sheetData>${rows.map((row) => `<row>${row}</row>`).join("")}</sheetData></worksheet>`
}

const workbookOf = async (items: readonly ErpItem[]): Promise<Buffer> => {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries({ ...PARTS, "xl/worksheets/sheet1.xml": sheetOf(items) }))
    zip.addBuffer(Buffer.from(content), name, { mtime: ALWAYS })
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** A file of items, the same bytes for the same items; `shape` has a say in the text of one that is text. */
export const fileOf = async (
  format: Format,
  items: readonly ErpItem[],
  shape: (text: string) => string
): Promise<Buffer> => {
  if (format === "xlsx") return await workbookOf(items)
  const text = Buffer.from(shape(textOf(format, items)))
  return format === "csv.gz" ? gzipSync(text) : text
}
