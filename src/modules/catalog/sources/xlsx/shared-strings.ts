import { ENTRY_COST } from "../cost"
import { FileErrors } from "../file-errors"
import type { Archive } from "./archive"
import { readWholeXml } from "./xml"

/** All text of a workbook's cells may be kept in one table; more characters than this are too many for a memory. */
const MOST_CHARACTERS = 256 * 1024 * 1024

/** The texts that cells refer to by their number. Empty ones count too: each takes its place in the table. */
export const sharedStringsOf = async (
  archive: Pick<Archive, "text">,
  mostCharacters = MOST_CHARACTERS
): Promise<string[]> => {
  const strings: string[] = []
  let characters = 0
  let text = ""
  let depth = { isText: false, isPhonetic: false }
  const count = (more: number) => {
    characters += more
    if (characters > mostCharacters) throw FileErrors.tooLarge("The workbook's text", "256 MiB")
  }
  await readWholeXml(archive.text("xl/sharedStrings.xml"), {
    open: (name) => {
      if (name === "si") text = ""
      depth = { isText: name === "t", isPhonetic: depth.isPhonetic || name === "rPh" }
    },
    text: (piece) => {
      if (!depth.isText || depth.isPhonetic) return
      count(piece.length)
      text += piece
    },
    close: (name) => {
      depth = { isText: false, isPhonetic: depth.isPhonetic && name !== "rPh" }
      if (name !== "si") return
      count(ENTRY_COST)
      strings.push(text)
    },
  })
  return strings
}
