import { mkdtempSync, readdirSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { faultsOf, goodRows, readPieces } from "../../__tests__/read-file"
import { numberText } from "../cell-text"
import { text, workbook, zipped } from "./workbook"

const STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-407]d/ mmm yyyy"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>`

const folder = mkdtempSync(join(tmpdir(), "workbooks-"))
const TMPDIR = process.env["TMPDIR"]

beforeAll(() => {
  process.env["TMPDIR"] = folder
})
afterAll(() => {
  if (TMPDIR === undefined) delete process.env["TMPDIR"]
  else process.env["TMPDIR"] = TMPDIR
  rmSync(folder, { recursive: true })
})

describe("a workbook", () => {
  it("gives numbers, dates, booleans and calculated values as a person sees them", async () => {
    const row = `<row r="2"><c r="A2"><v>1.23E3</v></c><c r="B2" t="str"><f>A2</f><v>Calculated</v></c><c r="C2"><v>0.30000000000000004</v></c><c r="D2" s="1"><v>46347</v></c><c r="E2" t="b"><v>0</v></c></row>`
    await expect(goodRows([await workbook(row, { "xl/styles.xml": STYLES })])).resolves.toMatchObject([
      { sku: "1230", name: "Calculated", prices: { eur: "0.3" }, attributes: { day: "2026-11-21" }, isActive: false },
    ])
  })

  it("keeps the numbers of its rows where some are empty, and fills short ones", async () => {
    const rows = `<row r="3">${text("A")}${text("first")}</row><row r="4"><c/></row><row r="7">${text("B")}</row>`
    await expect(faultsOf([await workbook(rows)])).resolves.toEqual(["7 name missing_name"])
  })

  it("is read from the sheet that is named, and refused where there is none", async () => {
    const file = await workbook("")
    await expect(goodRows([file], { sheet: "More" })).resolves.toMatchObject([{ sku: "B", name: "Second" }])
    await expect(readPieces([file], { sheet: "Less" })).rejects.toMatchObject({ code: "unknown_sheet" })
  })

  it("leaves out how a text is pronounced, and joins what is written in several hands", async () => {
    const parts = {
      "xl/sharedStrings.xml": `<sst><si><r><t>茶</t></r><r><t xml:space="preserve"> &amp; mug</t></r><rPh><t>cha</t></rPh></si></sst>`,
    }
    const row = `<row r="2">${text("A")}<c t="s"><v>0</v></c></row>`
    await expect(goodRows([await workbook(row, parts)])).resolves.toMatchObject([{ name: "茶 & mug" }])
  })

  it.each([
    ["an archive of something else", () => zipped({ "notes.txt": "text" }), "binary_file"],
    ["an archive cut off", async () => (await workbook("")).subarray(0, 300), "binary_file"],
    ["a sheet that is no XML", () => workbook("<row><c></row>"), "malformed_archive"],
    ["a sheet that grows a thousandfold", () => workbook(`<row>${" ".repeat(40_000_000)}</row>`), "file_too_large"],
    [
      "entities that multiply",
      () =>
        workbook("", {
          "xl/workbook.xml": `<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>`,
        }),
      "malformed_archive",
    ],
  ])("is refused when it is %s, and leaves nothing on the disk", async (_, make, code) => {
    await expect(readPieces([await make()])).rejects.toMatchObject({ code })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe("a packed file", () => {
  it("that unpacks to far more than text does is refused", async () => {
    const bomb = gzipSync(Buffer.concat([Buffer.from("sku,name\nA,"), Buffer.alloc(40_000_000, "x")]))
    await expect(readPieces([bomb])).rejects.toMatchObject({ code: "file_too_large" })
  })

  it("that is not what its feed says is refused", async () => {
    await expect(readPieces([await workbook("")], { format: "csv" })).rejects.toMatchObject({ code: "wrong_format" })
    await expect(readPieces(["sku,name\nA,b\n"], { format: "xlsx" })).rejects.toMatchObject({ code: "wrong_format" })
  })
})

describe("a number of a workbook", () => {
  it.each([
    ["1299.9000000000001", "1299.9"],
    ["4.006381333931E12", "4006381333931"],
    ["-0.1", "-0.1"],
    ["1E-7", "0.0000001"],
    ["0", "0"],
    ["text", "text"],
  ])("%s is %s", (stored, shown) => {
    expect(numberText(stored)).toBe(shown)
  })
})
