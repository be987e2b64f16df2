import { store } from "../../harness"
import { createCatalog, createClient, openShop } from "../storefront/shop"
import { importFile } from "./imports"

const ROWS = 600

/** The same skus, barcodes, names and pictures; only the prices say whose they are. */
const file = (price: number): string[] => [
  "sku,name,barcode,category,price:usd,stock,image",
  ...Array.from({ length: ROWS }, (_, place) => {
    const number = String(place + 1).padStart(4, "0")
    return `SKU-${number},Item ${number},400638${number},Mugs,${price},5,https://img.test/${number}.png`
  }),
]

const SOLD = `
  select i.sku, i.barcode, p.amount::float as price, v.sku as variant_sku, c.name as category,
    (select count(*)::int from product_sales_channel h where h.product_id = i.product_id) as channels
  from catalog_item i
  join product_variant v on v.id = i.variant_id
  join product_variant_price_set l on l.variant_id = v.id
  join price p on p.price_set_id = l.price_set_id
  join product_category_product m on m.product_id = i.product_id
  join product_category c on c.id = m.product_category_id
  where i.catalog_id = $1`

type Sold = { sku: string; barcode: string; price: number; variant_sku: string; category: string; channels: number }

const sell = async () => {
  const client = await createClient()
  const catalog = await createCatalog(client)
  return { catalog, shop: await openShop(client, catalog.id) }
}

describe("two clients whose catalogs hold the same skus, barcodes and names", () => {
  it("are synced at the same time without a collision, and neither sees the other's", async () => {
    const [left, right] = await Promise.all([sell(), sell()])
    for (const [leftPrice, rightPrice] of [
      [10, 20],
      [11, 21],
    ] as const) {
      const runs = await Promise.all([
        importFile(left.catalog.id, file(leftPrice)),
        importFile(right.catalog.id, file(rightPrice)),
      ])
      for (const run of runs) expect(run).toMatchObject({ state: "completed", rows_read: ROWS, rows_rejected: 0 })
      for (const [{ catalog }, price] of [
        [left, leftPrice],
        [right, rightPrice],
      ] as const) {
        const { rows } = await store.owner.query<Sold>(SOLD, [catalog.id])
        expect(rows).toHaveLength(ROWS)
        expect(new Set(rows.map((row) => row.price))).toEqual(new Set([price]))
        expect(rows.every((row) => row.variant_sku === `${catalog.key}:${row.sku}` && row.channels === 1)).toBe(true)
      }
    }
    for (const { shop, catalog } of [left, right]) {
      type Page = { count: number; products: { variants: { id: string; sku: string }[] }[] }
      const { body } = await shop.get<Page>("/store/products?limit=100&fields=*variants")
      expect(body.count).toBe(ROWS)
      const ids = body.products.flatMap((product) => product.variants.map((variant) => variant.id))
      const { rows } = await store.owner.query<{ count: number }>(
        "select count(*)::int as count from catalog_item where catalog_id = $1 and variant_id = any ($2)",
        [catalog.id, ids]
      )
      expect(rows[0]?.count).toBe(ids.length)
      expect(body.products[0]?.variants[0]?.sku).toMatch(/^SKU-\d{4}$/)
    }
  })
})
