import { posix } from "node:path"
import { CatalogErrors } from "../../errors"
import { FileErrors } from "../file-errors"
import type { Archive } from "./archive"
import { isDateFormat } from "./cell-text"
import { sharedStringsOf } from "./shared-strings"
import { readWholeXml } from "./xml"

/** Spreadsheets have fewer formats and sheets, and no longer formats: looking for a date takes the length squared. */
const MOST_ENTRIES = 65_536
const LONGEST_FORMAT = 255
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
      refuseMore("sheets", sheets.length)
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
      if (name !== "Relationship") return
      refuseMore("relations", targets.size)
      targets.set(Id, posix.resolve("/xl", Target).slice(1))
    },
  })
  return targets
}

const dateStylesOf = async (archive: Archive): Promise<boolean[]> => {
  const formats = new Map<number, string>()
  const styles: boolean[] = []
  let isInCellFormats = false
  await readWholeXml(archive.text("xl/styles.xml"), {
    open: (name, attributes) => {
      if (name === "numFmt") {
        refuseMore("formats", formats.size)
        formats.set(Number(attributes["numFmtId"]), attributes["formatCode"]?.slice(0, LONGEST_FORMAT) ?? "")
      }
      if (name === "cellXfs") isInCellFormats = true
      if (name !== "xf" || !isInCellFormats) return
      refuseMore("formats", styles.length)
      const id = Number(attributes["numFmtId"])
      styles.push(isDateFormat(id, formats.get(id)))
    },
    close: (name) => {
      if (name === "cellXfs") isInCellFormats = false
    },
  })
  return styles
}

const refuseMore = (what: string, count: number): void => {
  if (count >= MOST_ENTRIES)
    throw CatalogErrors.malformed(`The workbook has more than ${MOST_ENTRIES} ${what}: save it anew`)
}
