import { PassThrough, pipeline, Readable } from "node:stream"
import { toUSVString } from "node:util"
import { ZipFile } from "yazl"
import type { ExportColumn } from "./columns"
import type { ExportedItem } from "./exported-items"
import { neutralised } from "./neutralise"

/** Rows of a sheet, its header among them. */
export const MOST_SHEET_ROWS = 1_048_576
/** Spreadsheets keep fifteen digits of a number; a longer one is written as text. */
const MOST_DIGITS = 15
const HEAD = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n`
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
const PACKAGE = "http://schemas.openxmlformats.org/package/2006"
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
const TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"

const PARTS: Record<string, string> = {
  "[Content_Types].xml": `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
  "_rels/.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  "xl/workbook.xml": `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Items" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
}

/** Writes items as a workbook of one sheet, packed as it is written. */
export const writeXlsx = (
  columns: readonly ExportColumn[],
  items: AsyncGenerator<ExportedItem[], void, undefined>
): Readable => {
  const zip = new ZipFile()
  const output = new PassThrough()
  for (const [name, content] of Object.entries(PARTS)) zip.addBuffer(Buffer.from(HEAD + content), name)
  const sheet = Readable.from(sheetOf(columns, items), { objectMode: false })
  zip.addReadStream(sheet, "xl/worksheets/sheet1.xml")
  zip.end()
  sheet.on("error", (error) => output.destroy(error))
  pipeline(zip.outputStream, output, () => sheet.destroy())
  return output
}

async function* sheetOf(
  columns: readonly ExportColumn[],
  items: AsyncIterable<readonly ExportedItem[]>
): AsyncGenerator<string> {
  yield `${HEAD}<worksheet xmlns="${MAIN}"><sheetData>`
  yield row(columns.map(({ name }) => textCell(neutralised(name))))
  for await (const batch of items)
    yield batch
      .map((item) => row(columns.map(({ isNumber, valueOf }) => (isNumber ? numberCell : safeCell)(valueOf(item)))))
      .join("")
  yield "</sheetData></worksheet>"
}

const row = (cells: readonly string[]): string => `<row>${cells.join("")}</row>`

const numberCell = (value: string): string => {
  if (value === "") return "<c/>"
  return value.replace(/\D/g, "").length > MOST_DIGITS ? textCell(value) : `<c><v>${value}</v></c>`
}

const safeCell = (value: string): string => textCell(neutralised(value))

const textCell = (value: string): string =>
  value === "" ? "<c/>" : `<c t="inlineStr"><is><t xml:space="preserve">${escaped(value)}</t></is></c>`

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

/** XML has no control characters; workbooks write them as `_x000B_`, and an underscore before such a thing as `_x005F_`. */
const escaped = (value: string): string =>
  toUSVString(value)
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, "_x005F_")
    .replace(
      /[\u0000-\u0008\u000B\u000C\u000D\u000E-\u001F\uFFFE\uFFFF]/g,
      (sign) => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}_`
    )
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign)
