import { store } from "../../harness"
import { adminHeaders, createCatalog, createFeed, type FeedBody, runFile } from "./feeds"

/** A right file, and in which row the price or the sku is spoilt: the one is seen while it is read, the other by the plan. */
type Case = { lines: string[]; price: [row: number, right: string]; sku: [row: number, right: string]; columns: string }

const CASES: Record<string, Case> = {
  "our own": {
    lines: [
      "sku,product,name,price:eur,cost:eur,option:Size,image",
      "TWIN,P,Mug,9.50,3,S,https://x.example/1.jpg|https://x.example/2.jpg",
      "B,P,Mug,8.75,3,M,https://x.example/1.jpg",
      "C,P,Mug,9.50,3,L,https://x.example/1.jpg",
    ],
    price: [2, "8.75"],
    sku: [3, "C"],
    columns: "sku,product,name,price:eur,cost:eur,option:Size,image",
  },
  NDJSON: {
    lines: [
      '{"sku":"TWIN","product":"P","name":"Mug","prices":{"eur":9.5},"options":{"Size":"S"}}',
      '{"sku":"B","product":"P","name":"Mug","prices":{"eur":"8.75"},"options":{"Size":"M"}}',
      '{"sku":"C","product":"P","name":"Mug","stock":null,"prices":{"eur":9.5},"costs":{"eur":3},"options":{"Size":"L"},"images":["https://x.example/1.jpg","https://x.example/2.jpg"],"attributes":{"note":"a, b"}}',
    ],
    price: [1, "8.75"],
    sku: [2, "C"],
    columns: "sku,product,name,price:eur,option:Size,image,stock,cost:eur,attribute:note",
  },
  Shopify: {
    lines: [
      "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Position,Variant Image,Status",
      "tee,Tee,Acme,Size,S,TWIN,9.50,https://x.example/2.jpg,2,,active",
      "tee,,,,M,B,8.75,https://x.example/1.jpg,1,https://x.example/m.jpg,",
      "tee,,,,L,C,9.50,,,,",
      "tee,,,,,,,https://x.example/3.jpg,3,,",
    ],
    price: [2, "8.75"],
    sku: [3, "C"],
    columns:
      "Handle,Title,Vendor,Option1 Name,Option1 Value,Variant SKU,Variant Price,Image Src,Image Position,Variant Image,Status",
  },
  WooCommerce: {
    lines: [
      "ID,Type,SKU,Name,Published,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)",
      '9,variable,HOODIE,Hoodie,1,,Tops > Hoodies,https://x.example/a.jpg,,Colour,"Blue, Red"',
      "10,variation,TWIN,Hoodie - Grey,1,9.50,,,HOODIE,Colour,Grey",
      "11,variation,B,Hoodie - Blue,1,8.75,,https://x.example/b.jpg,HOODIE,Colour,Blue",
      "12,variation,C,Hoodie - Red,1,9.50,,,id:9,Colour,Red",
    ],
    price: [3, "8.75"],
    sku: [4, "C"],
    columns:
      "ID,Type,SKU,Name,Published,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s)," +
      "parent:ID,parent:SKU,parent:Name,parent:Published,parent:Categories,parent:Images",
  },
  "Medusa's": {
    lines: [
      "Product Handle,Product Title,Product Thumbnail,Variant SKU,Variant Price EUR,Variant Option 1 Name,Variant Option 1 Value",
      "mug,Mug,https://x.example/1.jpg,TWIN,9.50,Size,S",
      "mug,,,B,8.75,,M",
      "mug,,,C,9.50,,L",
    ],
    price: [2, "8.75"],
    sku: [3, "C"],
    columns:
      "Product Handle,Product Title,Product Thumbnail,Variant SKU,Variant Price EUR,Variant Option 1 Name,Variant Option 1 Value",
  },
}

const feedOfEuros = async (): Promise<FeedBody> =>
  createFeed({
    catalog_id: await createCatalog(store, { sync_settings: { currency: "eur" } }),
    guards: { max_rejected_percent: null },
  })

/** A file with the text of one cell in place of another, where it is a cell. */
const respelt = (lines: string[], row: number, from: string, to: string): string[] => {
  const cell = new RegExp(`(?<=^|[,"])${from.replace(".", "\\.")}(?=[,"])`)
  return lines.map((line, index) => (index === row ? line.replace(cell, to) : line))
}

/** What a catalog's items are, but for what tells catalogs apart. */
const itemsOf = async ({ catalog_id }: FeedBody): Promise<unknown[]> => {
  const { rows } = await store.owner.query<{ content: unknown }>(
    "select content from catalog_item where catalog_id = $1 and is_active order by sku",
    [catalog_id]
  )
  return rows.map(({ content }) => content)
}

const errorFileOf = async (runId: string): Promise<string[]> => {
  const path = `/admin/feed-runs/${runId}/errors?format=csv`
  const response = await store.request(path, { headers: await adminHeaders() })
  return (await response.text()).replace("\uFEFF", "").trimEnd().split("\r\n")
}

describe("the error file of a run", () => {
  it.each(Object.entries(CASES))(
    "of %s layout, corrected and imported, makes it as if right at once",
    async (...given) => {
      const [, { lines, price, sku, columns }] = given
      const feed = await feedOfEuros()
      const faulty = respelt(respelt(lines, ...price, "dear"), ...sku, "TWIN")
      const run = await runFile(feed, faulty)
      expect(run).toMatchObject({ state: "completed", rows_created: 1, rows_rejected: 2 })

      const file = await errorFileOf(run.id)
      expect(file[0]).toBe(`${columns},error:row,error:column,error:code,error:message`)
      expect(file).toHaveLength(3)
      const corrected = respelt(respelt(file, 1, "dear", price[1]), 2, "TWIN", sku[1])
      expect(await runFile(feed, corrected)).toMatchObject({ state: "completed", rows_created: 2, rows_rejected: 0 })

      const right = await feedOfEuros()
      expect(await runFile(right, lines)).toMatchObject({ rows_created: 3, rows_rejected: 0 })
      expect(await itemsOf(feed)).toEqual(await itemsOf(right))
    }
  )

  it("that is imported with a fault left in it has an error file of the same columns", async () => {
    const feed = await feedOfEuros()
    const first = await runFile(feed, ["sku,name", "A,a", ",b"])
    const file = await errorFileOf(first.id)
    const again = await runFile(feed, file)
    expect(again).toMatchObject({ rows_rejected: 1 })
    expect((await errorFileOf(again.id))[0]).toBe(file[0])
  })
})
