import { toUSVString } from "node:util"
import { guessMapping } from "../guess-mapping"
import { faultsOf, goodRows, readPieces } from "./read-file"

const HALF = "\\ud83d"
const NUL = "\\u0000"
const names = (count: number) => Array.from({ length: count }, (_, index) => `attribute:${index}`)
const line = (cells: readonly string[]) => `${cells.join(",")}\n`

describe("a header of more columns than a spreadsheet has", () => {
  const refused = { code: "too_many_columns" }

  it("is refused, also where its columns are mapped", async () => {
    const file = [line(["sku", "name", ...names(16_383)]), "A,a\n"]
    await expect(readPieces(file)).rejects.toMatchObject(refused)
    await expect(readPieces(file, { mapping: { sku: "sku", name: "name" } })).rejects.toMatchObject(refused)
  })

  it("is refused in another system's layout", async () => {
    const file = [line(["Product Handle", "Product Title", ...names(16_383)]), "A,a\n"]
    await expect(readPieces(file, { layout: "medusa" })).rejects.toMatchObject(refused)
  })

  it("is read to that number, and not counted past its last name", async () => {
    const columns = ["sku", "name", ...names(16_382)]
    const file = [line([...columns, "", "", ""]), line(columns.map(() => "x"))]
    await expect(goodRows(file)).resolves.toHaveLength(1)
  })

  it("leaves out the one record of NDJSON that has it", async () => {
    const wide = JSON.stringify(Object.fromEntries([...names(16_383), "sku", "name"].map((name) => [name, "x"])))
    await expect(faultsOf([`${wide}\n{"sku":"B","name":"b"}\n`])).resolves.toEqual(["1 row too_many_columns"])
  })
})

describe("a header of unknown names", () => {
  it("is shown in part", async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => `unknown ${index} ${"x".repeat(50)}`)
    const long = ["x".repeat(100_000)]
    for (const unknown of [many, long]) {
      const refusal = await readPieces([line(["sku", "name", ...unknown]), "A,a\n"]).catch((error: unknown) => error)
      expect(refusal).toMatchObject({ code: "unknown_column" })
      expect((refusal as Error).message.length).toBeLessThan(6_000)
    }
  })

  it("offers no name that is too long to be one", () => {
    expect(guessMapping([`Price ${"(".repeat(300)}eur`, "sku", "SKU"])).toEqual({ sku: "sku" })
  })
})

describe("half a surrogate pair", () => {
  it("in a record of NDJSON becomes a sign that Postgres keeps, in names as in values", async () => {
    const record = `{"sku":"A","name":"a${HALF}","options":{"Size${HALF}":"S${HALF}"},"attribute:b${HALF}":"c"}\n`
    const [row] = await goodRows([record])
    expect(row).toMatchObject({ name: "a\uFFFD", options: { "Size\uFFFD": "S\uFFFD" }, attributes: { "b\uFFFD": "c" } })
    expect(row?.content).not.toContain("\\ud83d")
  })

  it("in the names of two attributes makes them one, so the record is left out", async () => {
    const record = `{"sku":"A","name":"a","attribute:b${HALF}":"c","attribute:b\\ud83e":"d"}\n`
    await expect(faultsOf([record])).resolves.toEqual(["1 row duplicate_column"])
  })

  it("that is left where a derived sku is cut is none", async () => {
    const header = "Product Handle,Product Title,Variant Option 1 Name,Variant Option 1 Value"
    const [row] = await goodRows([`${header}\n${"x".repeat(126)},Tee,Size,\u{1F600}\n`])
    expect(row?.sku).toBe(toUSVString(row?.sku ?? ""))
  })
})

describe("a NUL in a column's name", () => {
  const refused = { code: "control_character" }

  it("refuses a table, also where its columns are mapped or another system's", async () => {
    const text = (...rows: string[]) => [Buffer.from(`\uFEFF${rows.join("\n")}\n`, "utf16le")]
    await expect(readPieces(text("sku,name,attribute:a\u0000b", "A,a,x"))).rejects.toMatchObject(refused)
    const mapped = { mapping: { sku: "sku", name: "name" } }
    await expect(readPieces(text("sku,name,a\u0000b", "A,a,x"), mapped)).rejects.toMatchObject(refused)
    const medusa = text("Product Handle,Product Title,a\u0000b", "A,a,x")
    await expect(readPieces(medusa)).rejects.toMatchObject(refused)
  })

  it("leaves out the one record of NDJSON that has it", async () => {
    const faulty = `{"sku":"A","name":"a","attributes":{"b${NUL}":"c"}}`
    await expect(faultsOf([`${faulty}\n{"sku":"B","name":"b"}\n`])).resolves.toEqual(["1 row control_character"])
  })
})
