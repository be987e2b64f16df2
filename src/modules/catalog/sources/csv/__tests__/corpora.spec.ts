import { readdirSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { Readable } from "node:stream"
import { goodRows } from "../../__tests__/read-file"
import { detectCsv, readCsv } from "../read-csv"

const spectrum = dirname(require.resolve("csv-spectrum/package.json"))
/** A table without rows is refused later on, by what reads it. */
const names = readdirSync(join(spectrum, "csvs")).map((file) => file.replace(".csv", ""))

const tableOf = async (bytes: Buffer): Promise<string[][]> => {
  const form = detectCsv(bytes, true, () => true, { delimiter: "," })
  const rows: string[][] = []
  for await (const batch of readCsv(Readable.from([bytes]), form, { delimiter: "," })) rows.push(...batch.rows)
  return rows
}

/** Its expected telephone number is not the one that stands in its file. */
const MISPRINT = { name: "location_coordinates", phone: "2095257564" }

describe("the files of csv-spectrum", () => {
  it.each(names)("%s is read as its author says", async (name) => {
    const [header = [], ...rows] = await tableOf(readFileSync(join(spectrum, "csvs", `${name}.csv`)))
    const records = rows.map((row) => Object.fromEntries(header.map((column, index) => [column, row[index]])))
    const expected = JSON.parse(readFileSync(join(spectrum, "json", `${name}.json`), "utf8")) as object
    if (name !== MISPRINT.name) expect(records).toEqual(expected)
    else expect(records).toEqual([{ ...expected, "Contact Phone Number": MISPRINT.phone }])
  })
})

/** The edge cases that the documentation and the tests of PapaParse and csv-parse name. */
describe("an edge case of CSV", () => {
  it.each([
    ["quoted delimiter", 'A,"a,b"', "a,b"],
    ["quoted line break", 'A,"a\nb"', "a\nb"],
    ["quoted CRLF in a file of LF", 'A,"a\r\nb"', "a\r\nb"],
    ["escaped quote", 'A,"a""b"', 'a"b'],
    ["only escaped quotes", 'A,""""', '"'],
    ["several escaped quotes in a row", 'A,"a""""b"', 'a""b'],
    ["quoted field of spaces and text", 'A,"  a  "', "a"],
    ["space before text", "A,  a", "a"],
    ["a quote within an unquoted field", 'A,a"b', 'a"b'],
    ["unquoted field with an apostrophe", "A,it's", "it's"],
    ["quoted field at the end without a line break", 'A,"a"', "a"],
    ["a delimiter of another dialect", "A,a;b|c", "a;b|c"],
    ["a comment sign, which is text", "A,#a", "#a"],
    ["a backslash, which escapes nothing", "A,a\\b", "a\\b"],
    ["a character of four bytes", "A,👍🏽", "👍🏽"],
  ])("is read: %s", async (_, line, name) => {
    await expect(goodRows([`sku,name\n${line}`])).resolves.toMatchObject([{ name }])
  })

  it("is no row: an empty line, a line of delimiters, blank lines at the end", async () => {
    const rows = await goodRows(["sku,name\n\nA,a\n,\nB,b\n\n\n"])
    expect(rows.map(({ sku }) => sku)).toEqual(["A", "B"])
  })

  it("is read although the delimiter stands at the end of each line", async () => {
    await expect(goodRows(["sku,name,\nA,a,\n"])).resolves.toMatchObject([{ sku: "A", name: "a" }])
  })
})
