import { ZipFile } from "yazl"

/** An archive of the given parts; not packed, it is as large as they are. */
export const zipped = async (parts: Record<string, string>, compress = true): Promise<Buffer> => {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name, { compress })
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** A cell that holds its text itself. */
export const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`

const HEADER = `<row r="1">${["sku", "name", "price:eur", "attribute:day", "active"].map(text).join("")}</row>`

/** The parts of a workbook of two sheets, the first of which has the rows. */
export const partsOf = (rows: string, parts: Record<string, string> = {}) => ({
  "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Items" r:id="r1"/><sheet name="More" r:id="r2"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="/xl/worksheets/sheet2.xml"/></Relationships>`,
  "xl/worksheets/sheet1.xml": `<worksheet><sheetData>${HEADER}${rows}</sheetData></worksheet>`,
  "xl/worksheets/sheet2.xml": `<worksheet><sheetData>${HEADER}<row>${text("B")}${text("Second")}</row></sheetData></worksheet>`,
  ...parts,
})

/** A workbook of these parts. */
export const workbook = (...input: Parameters<typeof partsOf>) => zipped(partsOf(...input))
