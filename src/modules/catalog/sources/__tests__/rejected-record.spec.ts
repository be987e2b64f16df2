import type { RawRecord, Rejection } from "../../types"
import { faultsOf, goodRows, readPieces } from "./read-file"

const SHOPIFY =
  "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Variant Barcode,Image Src,Variant Image,Status"
const TEE = [
  "tee,Tee,Acme,Size,S,T-S,9,1234,https://x.example/1.jpg,,draft",
  "tee,,,,M,T-M,9,,https://x.example/2.jpg,https://x.example/m.jpg,",
  "tee,,,,L,,9,,,,",
  "tee,,,,,,,,https://x.example/3.jpg,,",
]
const WOO = "ID,Type,SKU,Name,Published,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)"
const HOODIE = [
  "10,variable,HOODIE,Hoodie,1,,Tops > Hoodies,https://x.example/a.jpg,,Colour,Blue",
  "11,variation,H-B,Hoodie - Blue,1,45,,https://x.example/b.jpg,HOODIE,Colour,Blue",
  "12,variation,,Hoodie - Red,1,45,,,id:10,Colour,Red",
]
const MEDUSA =
  "Product Handle,Product Title,Product Status,Product Image 1 Url,Variant SKU,Variant Weight,Variant Price EUR,Variant Option 1 Name,Variant Option 1 Value"
const MUG = ["mug,Mug,draft,https://x.example/1.jpg,M-S,400,9,Size,S", "mug,,,,M-L,,9,,L", "mug,,,,,,9,,XL"]
const currency = "eur"

/** A table as text; the same names may not be in each record. */
const csvOf = (records: readonly RawRecord[]): string => {
  const header = [...new Set(records.flatMap((record) => Object.keys(record)))]
  const line = (cells: string[]) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",")
  return [line(header), ...records.map((record) => line(header.map((name) => record[name] ?? "")))].join("\n")
}

const rejectionsOf = async (lines: string[], options = {}): Promise<Rejection[]> =>
  (await readPieces([`${lines.join("\n")}\n`], options)).flatMap(({ rejections }) => rejections)

const recordsOf = async (lines: string[], options = {}): Promise<RawRecord[]> =>
  (await rejectionsOf(lines, options)).flatMap(({ raw }) => (raw ? [raw] : []))

describe("the record of a row", () => {
  it.each([
    ["Shopify", [SHOPIFY, ...TEE], { currency }],
    ["WooCommerce", [WOO, ...HOODIE], { currency }],
    ["Medusa", [MEDUSA, ...MUG], {}],
    ["our own", ["sku,product,name,price:usd,option:Size", "A,P,Mug,9,S", "B,P,Mug,9,M"], {}],
    [
      "NDJSON",
      [
        '{"sku":"A","product":"P","name":"Mug","stock":null,"prices":{"usd":9.5},"costs":{"usd":"3"},"options":{"Size":"S"}}',
        '{"sku":"C","name":"Cup","active":false,"images":["https://x.example/a.jpg"],"attributes":{"note":"x"}}',
      ],
      {},
    ],
    [
      "a mapped NDJSON",
      ['{"no":"A","title":"Mug","rest":[1],"price":{"net":9.5}}'],
      { mapping: { sku: "no", name: "title", "price:usd": "price.net" } },
    ],
  ])("of %s is read alone as it was among the others", async (_, lines, options) => {
    const rows = await goodRows([`${lines.join("\n")}\n`], options)
    for (const { raw, content } of rows) {
      const [again, ...others] = await goodRows([csvOf([raw])], options)
      expect(JSON.parse(again?.content ?? "")).toEqual(JSON.parse(content))
      expect(others).toEqual([])
    }
    const together = await goodRows([csvOf(rows.map(({ raw }) => raw))], options)
    expect(together.map(({ contentHash }) => contentHash)).toEqual(rows.map(({ contentHash }) => contentHash))
  })
})

describe("a row that is rejected while it is read", () => {
  it.each([
    ["Shopify", [SHOPIFY, ...TEE], { currency }, { row: 2, price: "9", column: "Variant Price" }],
    ["WooCommerce", [WOO, ...HOODIE], { currency }, { row: 3, price: "45", column: "Regular price" }],
    ["Medusa", [MEDUSA, ...MUG], {}, { row: 2, price: "9", column: "Variant Price EUR" }],
    [
      "NDJSON",
      ['{"sku":"A","name":"a"}', '{"sku":"B","name":"b","prices":{"usd":"9"}}'],
      {},
      { row: 1, price: "9", column: "price:usd" },
    ],
  ])(
    "of %s keeps the record of its source, which is right once the cell is",
    async (_, lines, options, { row, price, column }) => {
      const faulty = lines.map((line, index) =>
        index === row ? line.replace(new RegExp(`(?<=[,"])${price}(?=[,"])`), "dear") : line
      )
      const [record = {}, ...others] = await recordsOf(faulty, options)
      expect(others).toEqual([])
      expect(record).toMatchObject({ [column]: "dear" })
      const corrected = csvOf([record]).replace('"dear"', `"${price}"`)
      const [again] = await goodRows([corrected], options)
      const wanted = await goodRows([`${lines.join("\n")}\n`], options)
      expect(wanted.map(({ content }) => content)).toContain(again?.content)
    }
  )

  it("keeps its cells where they don't fit the header, and says its sku", async () => {
    const files: [string[], object][] = [
      [[SHOPIFY, ...TEE, "cup,Cup,,Size,M,,9"], { currency }],
      [[WOO, "12,simple,,Cup,1"], { currency }],
      [[MEDUSA, ...MUG, "cup,Cup,,,C-M"], {}],
    ]
    const rejections = await Promise.all(files.map(([lines, options]) => rejectionsOf(lines, options)))
    expect(rejections.map(([rejection]) => rejection)).toMatchObject([
      { code: "wrong_cell_count", sku: "cup-M", raw: { Handle: "cup", Title: "Cup", "Variant Price": "9" } },
      { code: "wrong_cell_count", sku: "id:12", raw: { Type: "simple", Name: "Cup" } },
      { code: "wrong_cell_count", sku: "C-M", raw: { "Product Handle": "cup" } },
    ])
  })

  it("gets what its product says where its cells don't fit the header", async () => {
    const short = (line = "") => line.replace(/,[^,]*$/, "")
    const [shopify] = await recordsOf([SHOPIFY, TEE[0] ?? "", short(TEE[1]), TEE[3] ?? ""], { currency })
    expect(shopify).toMatchObject({ Title: "Tee", "Option1 Name": "Size", "Variant SKU": "T-M", Status: "draft" })
    const [woo] = await recordsOf([WOO, HOODIE[0] ?? "", short(HOODIE[1])], { currency })
    expect(woo).toMatchObject({ SKU: "H-B", "parent:Name": "Hoodie" })
    const [medusa] = await recordsOf([MEDUSA, MUG[0] ?? "", short(MUG[1])])
    expect(medusa).toMatchObject({ "Product Title": "Mug", "Variant SKU": "M-L" })
  })

  it("keeps its cells where its product is missing or can't be sold", async () => {
    const scattered = await rejectionsOf([SHOPIFY, ...TEE.slice(1, 3)], { currency })
    expect(scattered).toMatchObject([
      { code: "scattered_product", sku: "T-M", raw: { "Option1 Value": "M" } },
      { code: "scattered_product", sku: "tee-L", raw: { "Option1 Value": "L" } },
    ])
    const woo = await rejectionsOf([WOO, "1,grouped,,Set,1,,,,,,", HOODIE[2] ?? ""], { currency })
    expect(woo).toMatchObject([
      { code: "unsupported_type", sku: "id:1", raw: { Name: "Set" } },
      { code: "unknown_parent", sku: "id:12", raw: { Parent: "id:10" } },
    ])
  })

  it("keeps of NDJSON what can be read, and a line that is no object beside the cells", async () => {
    const lines = [
      '{"sku":"A","name":"a"}',
      "[1]",
      '{"price:usd":{"a":1},"stock":12345678901234567890,"sku":"B","name":"b"}',
    ]
    expect(await rejectionsOf([...lines, '{"sku":"C","name":"c","shade":"red"}'])).toMatchObject([
      { code: "malformed_json", raw: { "error:line": "[1]" } },
      { code: "malformed_json", sku: "B", raw: { sku: "B", "price:usd": '{"a":1}', stock: "" } },
      { code: "unknown_column", sku: "C", raw: { sku: "C", shade: "red" } },
    ])
  })

  it.each([undefined, { sku: "sku", name: "name" }])(
    "has the line where that nests too deeply: %j",
    async (mapping) => {
      const deep = `{"sku":"A","name":"a","note":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
      const [rejection, ...others] = await rejectionsOf([deep, '{"sku":"B","name":"b"}'], { mapping })
      expect(others).toEqual([])
      expect(rejection).toMatchObject({ code: "malformed_json", message: "Line 1 nests deeper than can be read" })
      expect(rejection?.raw?.["error:line"] === deep).toBe(true)
    }
  )

  it("may have the decimal commas of the file it came from, and is asked where they may be thousands", async () => {
    const header = "sku,name,price:eur,error:row"
    const rows = await goodRows([`${header}\nA,a,"1299,90",2\nB,b,1.234,3`])
    expect(rows).toMatchObject([{ prices: { eur: "1299.9" } }, { prices: { eur: "1.234" } }])
    await expect(faultsOf([`${header}\nA,a,"1,234",2`])).resolves.toEqual(["2 price:eur ambiguous_number"])
    await expect(faultsOf(['sku,name,price:eur\nA,a,"1299,90"'])).resolves.toEqual(["2 price:eur not_a_number"])
  })

  it("is not taken for a variation of a parent that it no longer names", async () => {
    const [row] = await goodRows([[WOO, ...HOODIE].join("\n")], { currency })
    await expect(faultsOf([csvOf([{ ...row?.raw, Parent: "OTHER" }])], { currency })).resolves.toEqual([
      "2 row unknown_parent",
    ])
  })
})
