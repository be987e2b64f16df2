import { faultsOf, goodRows, readPieces } from "../../__tests__/read-file"
import { sharedStringsOf } from "../shared-strings"
import { partsOf, text, workbook, zipped } from "./workbook"

const SHARED = "xl/sharedStrings.xml"
const shared = (index: number, column = "") => `<c ${column && `r="${column}"`} t="s"><v>${index}</v></c>`

/** A workbook that is not packed, so that what it holds counts before how well that packs. */
const loose = (...input: Parameters<typeof partsOf>) => zipped(partsOf(...input), false)

describe("a workbook that is made to fill a memory", () => {
  it("is refused where elements nest without end", async () => {
    const deep = await loose(`<row>${"<x>".repeat(200)}${"</x>".repeat(200)}</row>`)
    await expect(readPieces([deep])).rejects.toMatchObject({ code: "malformed_file" })
    const beside = await loose(`<row r="2">${text("A")}${text("a")}${"<x/>".repeat(200)}</row>`)
    await expect(goodRows([beside])).resolves.toHaveLength(1)
  })

  it("is refused for empty texts as for long ones", async () => {
    const archive = (xml: string) => ({
      async *text() {
        yield await Promise.resolve(`<sst>${xml}</sst>`)
      },
    })
    const refused = { code: "file_too_large" }
    await expect(sharedStringsOf(archive("<si/>".repeat(40)), 1_000)).rejects.toMatchObject(refused)
    await expect(sharedStringsOf(archive(`<si>${"<t>text</t>".repeat(300)}`), 1_000)).rejects.toMatchObject(refused)
    await expect(sharedStringsOf(archive("<si><t>text</t></si>".repeat(20)), 1_000)).resolves.toHaveLength(20)
  })

  it.each([
    ["cell formats", { "xl/styles.xml": `<styleSheet><cellXfs>${"<xf/>".repeat(70_000)}</cellXfs></styleSheet>` }],
    [
      "number formats",
      {
        "xl/styles.xml": `<styleSheet>${Array.from({ length: 70_000 }, (_, id) => `<numFmt numFmtId="${id}"/>`).join("")}</styleSheet>`,
      },
    ],
    ["sheets", { "xl/workbook.xml": `<workbook>${`<sheet name="x"/>`.repeat(70_000)}</workbook>` }],
  ])("is refused for more %s than a spreadsheet has", async (_, parts) => {
    await expect(readPieces([await loose("", parts)])).rejects.toMatchObject({ code: "malformed_file" })
  })

  it("is refused at a row whose cells add up to more than a row may hold", async () => {
    const parts = { [SHARED]: `<sst><si><t>${"x".repeat(30_000)}</t></si></sst>` }
    const row = `<row r="7">${shared(0).repeat(1_200)}</row>`
    const refusal = readPieces([await loose(row, parts)])
    await expect(refusal).rejects.toMatchObject({ code: "malformed_file" })
    await expect(refusal).rejects.toThrow(/Row 7 /)
    const cell = `<row r="8"><c t="str">${`<v>${"x".repeat(1_000_000)}</v>`.repeat(34)}</c></row>`
    await expect(readPieces([await loose(cell)])).rejects.toThrow(/Row 8 /)
    const rows = `<row>${shared(0).repeat(600)}</row>`.repeat(3)
    await expect(faultsOf([await loose(rows, parts)])).resolves.toHaveLength(3)
  })

  it("is refused at a cell beyond the last column", async () => {
    const row = `<row r="2">${text("A")}${text("a")}<c r="XFE2"><v>1</v></c></row>`
    await expect(readPieces([await workbook(row)])).rejects.toMatchObject({ code: "too_many_columns" })
  })
})

describe("a workbook that says what can't be", () => {
  it("counts rows itself where their numbers are none, too large, or fall", async () => {
    const rows = ["many", "99999999999", "1.5", "9", "3"].map((r) => `<row r="${r}">${text("A")}</row>`)
    await expect(faultsOf([await workbook(rows.join(""))])).resolves.toEqual(
      [2, 3, 4, 9, 10].map((number) => `${number} name missing_name`)
    )
  })

  it("has no number format longer than a spreadsheet's", async () => {
    const styles = `<styleSheet><numFmt numFmtId="9" formatCode="${"0".repeat(300)}d"/><cellXfs><xf numFmtId="9"/></cellXfs></styleSheet>`
    const row = `<row r="2">${text("A")}${text("a")}<c r="D2" s="0"><v>46347</v></c></row>`
    await expect(goodRows([await workbook(row, { "xl/styles.xml": styles })])).resolves.toMatchObject([
      { attributes: { day: "46347" } },
    ])
  })

  it("keeps halves of a surrogate pair out, and puts together what belongs together", async () => {
    const row = `<row r="2">${text("A")}${text("a_xD83D_ b_xD83D__xDE00_")}</row>`
    await expect(goodRows([await workbook(row)])).resolves.toMatchObject([{ name: "a\uFFFD b\u{1F600}" }])
  })

  it("is refused for a NUL in a column's name", async () => {
    const sheet = `<worksheet><row>${text("sku")}${text("name")}${text("attribute:a_x0000_")}</row></worksheet>`
    const file = await workbook("", { "xl/worksheets/sheet1.xml": sheet })
    await expect(readPieces([file])).rejects.toMatchObject({ code: "control_character" })
  })
})
