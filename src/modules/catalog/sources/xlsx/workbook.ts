import { posix } from "node:path"
import { FileErrors } from "../file-errors"
import type { Archive } from "./archive"
import { isDateFormat } from "./cell-text"
import { readWholeXml } from "./xml"

/** All text of a workbook's cells may be kept in one table; more characters than this are too many for a memory. */
const MOST_SHARED_CHARACTERS = 256 * 1024 * 1024
const WORKBOOK = "xl/workbook.xml"

/** What the cells of a sheet refer to. */
export type Workbook = {
  readonly sheet: { readonly name: string; readonly part: string }
  readonly sharedStrings: readonly string[]
  /** Which formats, by their number, show a date. */
  readonly dateStyles: readonly boolean[]
  /** Whether days are counted from 1904, as on old Macintoshes. */
  readonly isFrom1904: boolean
}

/** Reads what a workbook says of its sheets; the named one is taken, or the first that is visible. */
export const readWorkbook = async (archive: Archive, wanted: string | undefined): Promise<Workbook> => {
  if (!archive.has(WORKBOOK)) throw FileErrors.noSpreadsheet()
  const targets = await relationsOf(archive)
  const sheets: { name: string; id: string; isHidden: boolean }[] = []
  let isFrom1904 = false
  await readWholeXml(archive.text(WORKBOOK), {
    open: (name, attributes) => {
      if (name === "workbookPr") isFrom1904 = ["1", "true"].includes(attributes["date1904"] ?? "")
      if (name !== "sheet") return
      const id = Object.entries(attributes).find(([key]) => key === "r:id" || key.endsWith(":id"))?.[1] ?? ""
      sheets.push({ name: attributes["name"] ?? "", id, isHidden: (attributes["state"] ?? "visible") !== "visible" })
    },
  })
  const names = sheets.map(({ name }) => name)
  const sheet =
    wanted === undefined
      ? (sheets.find(({ isHidden }) => !isHidden) ?? sheets[0])
      : sheets.find(({ name }) => name === wanted)
  const part = targets.get(sheet?.id ?? "")
  if (!sheet || !part) throw FileErrors.unknownSheet(wanted ?? "1", names)
  return {
    sheet: { name: sheet.name, part },
    sharedStrings: await sharedStringsOf(archive),
    dateStyles: await dateStylesOf(archive),
    isFrom1904,
  }
}

const relationsOf = async (archive: Archive): Promise<Map<string, string>> => {
  const targets = new Map<string, string>()
  await readWholeXml(archive.text("xl/_rels/workbook.xml.rels"), {
    open: (name, { Id = "", Target = "" }) => {
      if (name === "Relationship") targets.set(Id, posix.resolve("/xl", Target).slice(1))
    },
  })
  return targets
}

const sharedStringsOf = async (archive: Archive): Promise<string[]> => {
  const strings: string[] = []
  let characters = 0
  let text = ""
  let depth = { isText: false, isPhonetic: false }
  await readWholeXml(archive.text("xl/sharedStrings.xml"), {
    open: (name) => {
      if (name === "si") text = ""
      depth = { isText: name === "t", isPhonetic: depth.isPhonetic || name === "rPh" }
    },
    text: (piece) => {
      if (depth.isText && !depth.isPhonetic) text += piece
    },
    close: (name) => {
      depth = { isText: false, isPhonetic: depth.isPhonetic && name !== "rPh" }
      if (name !== "si") return
      strings.push(text)
      characters += text.length
      if (characters > MOST_SHARED_CHARACTERS) throw FileErrors.tooLarge("The workbook's text", "256 MiB")
    },
  })
  return strings
}

const dateStylesOf = async (archive: Archive): Promise<boolean[]> => {
  const formats = new Map<number, string>()
  const styles: boolean[] = []
  let isInCellFormats = false
  await readWholeXml(archive.text("xl/styles.xml"), {
    open: (name, attributes) => {
      if (name === "numFmt") formats.set(Number(attributes["numFmtId"]), attributes["formatCode"] ?? "")
      if (name === "cellXfs") isInCellFormats = true
      if (name !== "xf" || !isInCellFormats) return
      const id = Number(attributes["numFmtId"])
      styles.push(isDateFormat(id, formats.get(id)))
    },
    close: (name) => {
      if (name === "cellXfs") isInCellFormats = false
    },
  })
  return styles
}
