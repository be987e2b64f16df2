import { readFileSync } from "node:fs"
import { join } from "node:path"
import { guessMapping } from "../guess-mapping"
import { ForeignTable } from "../layouts/foreign"
import { shopifyLayout } from "../layouts/shopify"
import { faultsOf, goodRows, readPieces } from "./read-file"

const lines = (...rows: string[]) => [`${rows.join("\n")}\n`]

describe("Medusa's product import", () => {
  /** The template that the dashboard offers for download, as it stands in the dashboard's bundle. */
  const template = (): string => {
    const bundle = readFileSync(join(process.cwd(), "node_modules/@medusajs/dashboard/dist/app.js"), "utf8")
    const [, text = ""] = /charset=utf-8,(Product Id,Product Handle,Product Title[^`]*)`/.exec(bundle) ?? []
    return text
  }

  it("is read as its template is, which names no skus", async () => {
    const rows = await goodRows([template()])
    expect(rows.map(({ sku, productKey }) => `${productKey}/${sku}`)).toEqual([
      "coffee-mug-v3/coffee-mug-v3-One-Size",
      ...["S", "M", "L", "XL"].map((size) => `sweatpants-v2/sweatpants-v2-${size}`),
    ])
    expect(rows[1]).toMatchObject({
      name: "Medusa Sweatpants",
      handle: "sweatpants-v2",
      isActive: true,
      prices: { eur: "29.5", usd: "33.5" },
      options: { Size: "S" },
      attributes: { weight: "400" },
    })
    expect(rows[1]?.images).toHaveLength(2)
  })

  it("keeps a product's columns for the rows below that leave them empty, and hides drafts", async () => {
    const header =
      "Product Handle,Product Title,Product Status,Variant SKU,Variant Price [Europe] EUR,Variant Option 1 Name,Variant Option 1 Value"
    const rows = await goodRows(lines(header, "tee,Tee,draft,T-S,9,Size,S", "tee,,,T-M,9,Size,M"))
    expect(rows).toMatchObject([
      { sku: "T-S", name: "Tee", isActive: false, prices: { eur: "9" } },
      { sku: "T-M", name: "Tee", isActive: false, options: { Size: "M" } },
    ])
  })

  it("names faults by its own columns", async () => {
    const file = lines("Product Handle,Product Title,Variant SKU,Variant Price EUR", "tee,,T,9", "cup,Cup,C,many")
    await expect(faultsOf(file)).resolves.toEqual(["2 Product Title missing_name", "3 price:eur not_a_number"])
  })
})

describe("Shopify's product export", () => {
  const HEADER =
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,Variant Barcode,Image Src,Image Position,Variant Image,Status"
  const TEE = [
    "tee,Tee,<p>Soft</p>,Acme,Tops,\"new, soft\",true,Size,S,'0012,shopify,-2,12.50,'4006381333931,https://x.example/2.jpg,2,,active",
    "tee,,,,,,,,M,TEE-M,shopify,7,12.50,,https://x.example/1.jpg,1,https://x.example/m.jpg,",
    "tee,,,,,,,,,,,,,,https://x.example/3.jpg,3,,",
  ]
  const CUP = "cup,Cup,,,,,true,Title,Default Title,,,5,3,,,,,draft"
  const options = { currency: "EUR" }

  it("makes the rows of a handle one product of its variants and images", async () => {
    const rows = await goodRows(lines(HEADER, ...TEE, CUP), options)
    const product = {
      productKey: "tee",
      name: "Tee",
      brand: "Acme",
      category: "Tops",
      description: "<p>Soft</p>",
      isActive: true,
    }
    expect(rows).toMatchObject([
      {
        ...product,
        sku: "0012",
        rowNumber: 2,
        options: { Size: "S" },
        stock: "0",
        prices: { eur: "12.5" },
        barcode: "4006381333931",
      },
      { ...product, sku: "TEE-M", rowNumber: 3, options: { Size: "M" }, stock: "7" },
      { sku: "cup", productKey: "cup", options: {}, stock: null, isActive: false },
    ])
    const images = [1, 2, 3].map((number) => `https://x.example/${number}.jpg`)
    expect(rows[0]?.images).toEqual(images)
    expect(rows[1]?.images).toEqual([...images, "https://x.example/m.jpg"])
  })

  it("rejects rows of a handle that stand apart from its first", async () => {
    const [first = "", ...rest] = TEE
    await expect(faultsOf(lines(HEADER, first, CUP, ...rest), options)).resolves.toEqual([
      "4 row scattered_product",
      "5 row scattered_product",
    ])
  })

  it("refuses a handle of more rows than any product has", async () => {
    const rows = Array.from({ length: 6_000 }, (_, index) => `tee,,,,,,,,V${index},S-${index},,,1,,,,,`)
    await expect(readPieces(lines(HEADER, ...TEE, ...rows), options)).rejects.toMatchObject({ code: "malformed_file" })
  })

  it("refuses a handle whose rows are too long to be held, and holds as many of several", () => {
    const cells = (handle: string) => [handle, "Tee", "x".repeat(1_000_000)]
    const read = (handleOf: (index: number) => string) => {
      const given = { ...options, imageBaseUrl: null }
      const table = shopifyLayout.open(new ForeignTable(["Handle", "Title", "Note"], given), given)
      for (let index = 0; index < 70; index += 1) table.add(cells(handleOf(index)), index + 2)
    }
    expect(() => read(() => "tee")).toThrow(expect.objectContaining({ code: "malformed_file" }) as Error)
    expect(() => read((index) => `tee-${index >> 4}`)).not.toThrow()
  })

  it("needs to be told the currency", async () => {
    await expect(readPieces(lines(HEADER, ...TEE))).rejects.toMatchObject({ code: "missing_currency" })
  })
})

describe("WooCommerce's product export", () => {
  const HEADER =
    "ID,Type,SKU,Name,Published,Description,In stock?,Stock,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)"
  const options = { currency: "usd" }

  it("makes variations anywhere behind their parent one product", async () => {
    const file = lines(
      HEADER,
      '10,variable,HOODIE,Hoodie,1,Warm,1,,,"Clothing > Hoodies, Sale","https://x.example/a.jpg, https://x.example/b.jpg",,Colour,"Blue, Green"',
      "11,simple,CUP,Cup,1,,0,,5,,,,Material,Clay",
      "12,variation,HOODIE-B,Hoodie - Blue,1,,1,4,45,,https://x.example/blue.jpg,HOODIE,Colour,Blue",
      "13,variation,,Hoodie - Green,1,,1,,45,,,id:10,Colour,Green"
    )
    const hoodie = {
      productKey: "HOODIE",
      name: "Hoodie",
      description: "Warm",
      category: "Hoodies",
      prices: { usd: "45" },
    }
    await expect(goodRows(file, options)).resolves.toMatchObject([
      { sku: "CUP", stock: "0", options: {}, attributes: { Material: "Clay" } },
      { ...hoodie, sku: "HOODIE-B", options: { Colour: "Blue" }, stock: "4" },
      { ...hoodie, sku: "id:13", options: { Colour: "Green" }, stock: null },
    ])
  })

  it("rejects what can't be sold, and variations without a parent above", async () => {
    const file = lines(
      HEADER,
      "1,grouped,G,Set,1,,1,,,,,,,",
      "2,variation,V,V,1,,1,,1,,,NOBODY,Size,S",
      "3,simple,S,S,1,,1,,1,,,,,"
    )
    await expect(faultsOf(file, options)).resolves.toEqual(["2 row unsupported_type", "3 row unknown_parent"])
  })
})

describe("a column mapping", () => {
  const file = lines("Art.-Nr.;Bezeichnung;VK;Rest", "A;Tasse;1299,90;x")
  const mapping = { sku: "Art.-Nr.", name: "Bezeichnung", "price:eur": "VK" }

  it("reads columns of any name, and keeps the others in the record", async () => {
    await expect(goodRows(file, { mapping })).resolves.toMatchObject([
      { sku: "A", name: "Tasse", prices: { eur: "1299.9" }, raw: { Rest: "x" } },
    ])
  })

  it("refuses columns that the header lacks, that are none of ours, or that are needed", async () => {
    const refused = { code: "unknown_column" }
    await expect(readPieces(file, { mapping: { ...mapping, stock: "Bestand" } })).rejects.toMatchObject(refused)
    await expect(readPieces(file, { mapping: { ...mapping, shade: "Rest" } })).rejects.toMatchObject(refused)
    await expect(readPieces(file, { mapping: { sku: "Art.-Nr." } })).rejects.toMatchObject({ code: "missing_column" })
  })

  it("is offered where no layout fits", async () => {
    expect(
      guessMapping(["Item No.", "Product Title", "Unit Price (USD)", "Qty", "EAN", "Manufacturer", "Colour"])
    ).toEqual({
      sku: "Item No.",
      name: "Product Title",
      "price:usd": "Unit Price (USD)",
      stock: "Qty",
      barcode: "EAN",
      brand: "Manufacturer",
    })
    await expect(readPieces(file)).rejects.toThrow(/perhaps as \{.*"name":"Bezeichnung".*\}/)
  })
})
