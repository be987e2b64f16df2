import { gzipSync } from "node:zlib"
import { ZipFile } from "yazl"
import { store } from "../../harness"
import { createCatalog } from "../storefront/shop"
import { fileForm, importFile, rowErrorsOf } from "./imports"

let catalogId: string

beforeEach(async () => {
  catalogId = (await createCatalog(null)).id
})

type Item = {
  sku: string
  name: string
  product_key: string
  options: unknown
  prices: Record<string, string>
  images: string[]
}

const itemsOf = async (): Promise<Item[]> => {
  const { rows } = await store.owner.query<Item>(
    `select sku, name, product_key, options, content -> 'prices' as prices, content -> 'images' as images
    from catalog_item where catalog_id = $1 order by sku`,
    [catalogId]
  )
  return rows
}

const imported = async (content: string | Buffer, rows: number): Promise<Item[]> => {
  const run = await importFile(catalogId, typeof content === "string" ? content : new Uint8Array(content))
  expect(run).toMatchObject({ state: "completed", rows_created: rows, error: null })
  return await itemsOf()
}

const zipped = async (parts: Record<string, string>): Promise<Buffer> => {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), name)
  zip.end()
  const pieces: Buffer[] = []
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

const WORKBOOK = {
  "xl/workbook.xml": `<workbook xmlns:r="r"><sheets><sheet name="Notes" state="hidden" r:id="r1"/><sheet name="Items" r:id="r2"/></sheets></workbook>`,
  "xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Target="worksheets/sheet2.xml"/></Relationships>`,
  "xl/sharedStrings.xml": `<sst><si><t>sku</t></si><si><t>name</t></si><si><r><t>Big </t></r><r><t>mug</t></r></si></sst>`,
  "xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>nothing</t></is></c></row></sheetData></worksheet>`,
  "xl/worksheets/sheet2.xml": `<worksheet><sheetData>
    <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="str"><f>"price:"&amp;"eur"</f><v>price:eur</v></c></row>
    <row r="3"><c r="A3"><v>4.006381333931E12</v></c><c r="B3" t="s"><v>2</v></c><c r="C3"><v>1299.9000000000001</v></c></row>
  </sheetData></worksheet>`,
}

describe("an upload", () => {
  it("of semicolons, decimal commas and Windows-1252 is read as it was meant", async () => {
    const text = "sku;name;price:eur\nA;Caf\u00e9 cr\u00e8me;1299,90\nB;Gr\u00f6\u00dfe;1,5\n"
    expect(await imported(Buffer.from(text, "latin1"), 2)).toMatchObject([
      { name: "Caf\u00e9 cr\u00e8me", prices: { eur: "1299.9" } },
      { name: "Gr\u00f6\u00dfe", prices: { eur: "1.5" } },
    ])
  })

  it("never guesses whether 1,234 are thousands or decimals", async () => {
    const run = await importFile(catalogId, ["sku;name;price:eur", "A;Thousands;1,234", "B;Plain;1234"])
    expect(run).toMatchObject({ state: "completed", rows_created: 1, rows_rejected: 1 })
    expect(await rowErrorsOf(run.id)).toMatchObject([{ row_number: 2, column: "price:eur", code: "ambiguous_number" }])
  })

  it.each(["utf16le", "utf16be"])("of %s is read with a mark and without", async (encoding) => {
    const bytesOf = (text: string) => {
      const bytes = Buffer.from(text, "utf16le")
      return encoding === "utf16le" ? bytes : bytes.swap16()
    }
    expect(await imported(bytesOf("\uFEFFsku\tname\nA\t\u8336\n"), 1)).toMatchObject([{ name: "\u8336" }])
    expect(await imported(bytesOf("sku\tname\nB\t\u8336\n"), 1)).toHaveLength(2)
  })

  it("of one JSON object a line is read, and a faulty line left out", async () => {
    const lines = [
      '{"sku":"TEE-S","product":"TEE","name":"Tee","prices":{"usd":12.5},"options":{"Size":"S"},"images":["https://x.example/a.jpg"]}',
      '{"sku":"TEE-M","product":"TEE","name":"Tee","prices":{"usd":"12.50"},"options":{"Size":"M"},"attributes":{"fit":"slim"}}',
      "{broken",
    ]
    const run = await importFile(catalogId, `${lines.join("\n")}\n`)
    expect(run).toMatchObject({ state: "completed", rows_created: 2, rows_rejected: 1 })
    expect(await rowErrorsOf(run.id)).toMatchObject([{ row_number: 3, code: "malformed_json" }])
    expect(await itemsOf()).toMatchObject([
      { sku: "TEE-M", product_key: "TEE", options: { Size: "M" }, prices: { usd: "12.5" } },
      { sku: "TEE-S", images: ["https://x.example/a.jpg"], prices: { usd: "12.5" } },
    ])
  })

  it("of a workbook is read from its first visible sheet, numbers as they were typed", async () => {
    expect(await imported(await zipped(WORKBOOK), 1)).toMatchObject([
      { sku: "4006381333931", name: "Big mug", prices: { eur: "1299.9" } },
    ])
  })

  it("is unpacked when it is gzipped, and refused when that breaks off", async () => {
    const packed = gzipSync("sku,name\nA,Packed\n")
    expect(await imported(packed, 1)).toMatchObject([{ name: "Packed" }])
    const run = await importFile(catalogId, new Uint8Array(packed.subarray(0, -6)))
    expect(run).toMatchObject({ state: "failed", error: { code: "malformed_archive" } })
  })

  it("of Medusa's own template becomes products with variants", async () => {
    const items = await imported(
      [
        "Product Id,Product Handle,Product Title,Product Status,Product Thumbnail,Variant SKU,Variant Title,Variant Price EUR,Variant Price USD,Variant Option 1 Name,Variant Option 1 Value,Product Image 1 Url",
        ",sweatpants-v2,Medusa Sweatpants,published,https://x.example/front.png,,S,,29.5,Size,S,https://x.example/front.png",
        ",sweatpants-v2,Medusa Sweatpants,published,https://x.example/front.png,PANTS-M,M,30,29.5,Size,M,https://x.example/back.png",
      ].join("\n"),
      2
    )
    expect(items).toMatchObject([
      { sku: "PANTS-M", name: "Medusa Sweatpants", product_key: "sweatpants-v2", prices: { eur: "30", usd: "29.5" } },
      { sku: "sweatpants-v2-S", options: { Size: "S" }, images: ["https://x.example/front.png"] },
    ])
  })

  it("of Shopify's export is refused while nobody has said its currency", async () => {
    const file = ["Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price", "tee,Tee,Size,S,TEE-S,12.5"]
    expect(await importFile(catalogId, file)).toMatchObject({ state: "failed", error: { code: "missing_currency" } })
  })
})

describe("the preview of a file", () => {
  type Preview = {
    detected: object | null
    guess: object | null
    rows: { row_number: number; item: object | null; errors: object[] }[]
    error: { code: string } | null
  }
  const preview = async (content: string, query = "") =>
    await store.admin.post<{ preview: Preview }>(
      `/admin/catalogs/${catalogId}/imports/preview${query}`,
      fileForm(content)
    )

  it("shows what an import would make of it, and keeps nothing", async () => {
    const lines = Array.from(
      { length: 50_000 },
      (_, index) => `SKU-${index};Item ${index};${index === 1 ? "many" : "1,5"}`
    )
    const { status, body } = await preview(["sku;name;price:eur", ...lines].join("\n"))
    expect(status).toBe(200)
    expect(body.preview).toMatchObject({
      detected: { format: "csv", delimiter: ";", encoding: "ascii", layout: "galleria" },
      guess: null,
      error: null,
    })
    expect(body.preview.rows).toHaveLength(10)
    expect(body.preview.rows[0]).toMatchObject({ row_number: 2, item: { sku: "SKU-0", prices: { eur: "1.5" } } })
    expect(body.preview.rows[1]).toMatchObject({ row_number: 3, item: null, errors: [{ code: "not_a_number" }] })
    expect(await itemsOf()).toEqual([])
  })

  it("offers a mapping for a header that nobody knows", async () => {
    const { body } = await preview("Artikelnummer;Bezeichnung;Preis\nA;Tasse;1\n")
    expect(body.preview).toMatchObject({
      guess: { sku: "Artikelnummer", name: "Bezeichnung", price: "Preis" },
      error: { code: "unknown_column" },
    })
  })

  it("takes what is known of the file, and refuses what is not", async () => {
    const shopify = "Handle,Title,Option1 Name,Option1 Value,Variant Price\ntee,Tee,Size,S,12.5\n"
    expect((await preview(shopify, "?currency=eur")).body.preview).toMatchObject({
      detected: { layout: "shopify" },
      rows: [{ item: { sku: "tee-S", prices: { eur: "12.5" } } }],
    })
    expect((await preview(shopify, "?colour=red")).status).toBe(400)
    expect((await store.admin.post(`/admin/catalogs/${catalogId}/imports/preview`, new FormData())).status).toBe(400)
    expect((await store.admin.post("/admin/catalogs/nobody/imports/preview", fileForm("sku"))).status).toBe(404)
    expect((await store.request(`/admin/catalogs/${catalogId}/imports/preview`, { method: "POST" })).status).toBe(401)
  })
})
