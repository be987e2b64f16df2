import { store } from "../../harness"
import { createCatalog } from "../storefront/shop"
import { importFile, rowErrorsOf, type RowErrorBody, type RunBody } from "./imports"

const HEADER = "sku,name,description,price,currency,stock"
const GOOD = "GOOD,A good row,Sells,10,usd,5"

let catalogId: string

beforeEach(async () => {
  catalogId = (await createCatalog(null)).id
})

const itemsOf = async (): Promise<string[]> => {
  const { rows } = await store.owner.query<{ sku: string }>(
    "select sku from catalog_item where catalog_id = $1 order by sku",
    [catalogId]
  )
  return rows.map(({ sku }) => sku)
}

/** A file that can't be read at all: the run fails, names why, and nothing is applied. */
const refused = async (content: string | string[] | Uint8Array<ArrayBuffer>, code: string): Promise<RunBody> => {
  const run = await importFile(catalogId, content)
  expect(run).toMatchObject({ state: "failed", rows_created: 0, error: { code } })
  expect(await itemsOf()).toEqual([])
  return run
}

/** A file with faulty rows: they are named, and the good one between them is sold. */
const rejected = async (lines: string[]): Promise<RowErrorBody[]> => {
  const run = await importFile(catalogId, [HEADER, ...lines, GOOD])
  expect(run).toMatchObject({ state: "completed", rows_created: 1 })
  expect(await itemsOf()).toEqual(["GOOD"])
  const errors = await rowErrorsOf(run.id)
  expect(run.rows_rejected).toBe(new Set(errors.map((error) => error.row_number)).size)
  return errors
}

describe("a file that can't be read", () => {
  it("names an unknown column and the known ones", async () => {
    const run = await refused(["sku,name,colour of the sky", "A,B,blue"], "unknown_column")
    expect(run.error?.message).toMatch(/"colour of the sky".*Known are sku/)
  })

  it("asks for the columns that every file needs", async () => {
    const run = await refused(["name,price", "A,1"], "missing_column")
    expect(run.error?.message).toContain('"sku"')
  })

  it("refuses a column that stands twice", () => refused(["sku,name,sku", "A,B,C"], "duplicate_column"))

  it("refuses an empty file", () => refused("", "empty_file"))

  it("refuses a header without rows", () => refused(HEADER, "no_rows"))

  it("refuses a binary file", () => refused(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0, 8, 0]), "binary_file"))

  it("refuses a byte that UTF-8 does not have in a file that says it is UTF-8, naming the byte and the cure", async () => {
    const bytes = Buffer.concat([
      Buffer.from(`\uFEFF${HEADER}\nA,Caf`),
      Buffer.from([0xe9]),
      Buffer.from(",x,1,usd,1\n"),
    ])
    const run = await refused(new Uint8Array(bytes), "wrong_encoding")
    expect(run.error?.message).toContain('save it as "CSV UTF-8"')
    const byte = Number(/near byte (\d+)/.exec(run.error?.message ?? "")?.[1])
    expect(Math.abs(byte - (HEADER.length + 9))).toBeLessThanOrEqual(3)
  })

  it("refuses a file of two encodings, and one that is neither UTF-8 nor Western text", async () => {
    const latin = Buffer.from("B,Cr\u00e8me br\u00fbl\u00e9e,x,1,usd,1\n", "latin1")
    const both = Buffer.concat([Buffer.from(`${HEADER}\nA,Caf\u00e9,x,1,usd,1\n`), latin])
    await refused(new Uint8Array(both), "wrong_encoding")
    const polish = Buffer.concat([Buffer.from(`${HEADER}\nA,ko`), Buffer.from([0xb3]), Buffer.from("o,x,1,usd,1\n")])
    const run = await refused(new Uint8Array(polish), "wrong_encoding")
    expect(run.error?.message).toContain("ko\u00b3o")
  })

  it("offers a mapping where the columns are another system's", async () => {
    const run = await refused(["Artikelnummer;Bezeichnung;Preis EUR", "A;Tasse;1299,90"], "unknown_column")
    expect(run.error?.message).toContain('{"sku":"Artikelnummer","name":"Bezeichnung","price:eur":"Preis EUR"}')
  })

  it("refuses a JSON array, saying what it should be", () => refused('[{"sku":"A","name":"B"}]', "malformed_file"))

  it("refuses a quote that is never closed, naming the row where it opened", async () => {
    const run = await refused([HEADER, GOOD, 'B,"never closed,x,1,usd,1', "C,c,x,1,usd,1"], "malformed_file")
    expect(run.error?.message).toContain("row 3")
  })
})

describe("a faulty row", () => {
  it("is left out when its sku or name is missing", async () => {
    expect(await rejected([",No sku,x,1,usd,1", "NONAME,,x,1,usd,1"])).toMatchObject([
      { row_number: 2, column: "sku", code: "missing_sku" },
      { row_number: 3, column: "name", code: "missing_name", sku: "NONAME" },
    ])
  })

  it("is left out when its price is negative, no number, or has no currency", async () => {
    const lines = ["A,a,x,-1,usd,1", 'B,b,x,"1,299.90",usd,1', "C,c,x,12,,1", "D,d,x,12,usdollar,1", "E,e,x,1e3,usd,1"]
    expect(await rejected(lines)).toMatchObject([
      { row_number: 2, column: "price", code: "negative_price" },
      { row_number: 3, column: "price", code: "not_a_number" },
      { row_number: 4, column: "currency", code: "unknown_currency" },
      { row_number: 5, column: "currency", code: "unknown_currency" },
      { row_number: 6, column: "price", code: "not_a_number" },
    ])
  })

  it("is left out when its stock is negative", async () => {
    expect(await rejected(["A,a,x,1,usd,-3"])).toMatchObject([
      { row_number: 2, column: "stock", code: "negative_stock" },
    ])
  })

  it("is left out when its sku stands in the file already", async () => {
    const run = await importFile(catalogId, [HEADER, GOOD, "OTHER,o,x,1,usd,1", "GOOD,Again,x,2,usd,2"])
    expect(run).toMatchObject({ state: "completed", rows_created: 2, rows_rejected: 1 })
    expect(await rowErrorsOf(run.id)).toMatchObject([
      { row_number: 4, column: "sku", code: "duplicate_sku", sku: "GOOD" },
    ])
    const { rows } = await store.owner.query("select name from catalog_item where catalog_id = $1 and sku = 'GOOD'", [
      catalogId,
    ])
    expect(rows).toEqual([{ name: "A good row" }])
  })

  it("is left out when a cell of ten megabytes can only be a mistake", async () => {
    const errors = await rejected([`BIG,b,${"x".repeat(10 * 1024 * 1024)},1,usd,1`])
    expect(errors).toMatchObject([{ row_number: 2, column: "description", code: "too_long", sku: "BIG" }])
    expect(JSON.stringify(errors).length).toBeLessThan(1_000)
  })

  it("is left out when a cell is missing or a NUL stands in it", async () => {
    const filler = Array.from({ length: 200 }, (_, index) => `F${index},,${"y".repeat(100)},1,usd,1`)
    const errors = await rejected(["A,a,x,1", ...filler, "B,b\u0000,x,1,usd,1"])
    expect(errors[0]).toMatchObject({ row_number: 2, column: null, code: "wrong_cell_count" })
    expect(errors.at(-1)).toMatchObject({ row_number: 203, column: "name", code: "control_character" })
  })
})
