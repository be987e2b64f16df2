import { store } from "../../harness"
import { createCatalog, createClient, openShop } from "../storefront/shop"
import { eventually } from "../feeds/eventually"
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
  select i.sku, i.barcode, i.name, d.title, d.handle, p.amount::float as price, v.sku as variant_sku, c.name as category,
    (select count(*)::int from product_sales_channel h where h.product_id = i.product_id) as channels
  from catalog_item i
  join product d on d.id = i.product_id
  join product_variant v on v.id = i.variant_id
  join product_variant_price_set l on l.variant_id = v.id
  join price p on p.price_set_id = l.price_set_id
  join product_category_product m on m.product_id = i.product_id
  join product_category c on c.id = m.product_category_id
  where i.catalog_id = $1 order by i.sku`

type Sold = { sku: string; barcode: string; name: string; title: string; handle: string; variant_sku: string } & {
  price: number
  category: string
  channels: number
}

type Seller = Awaited<ReturnType<typeof sell>>

const sell = async () => {
  const client = await createClient()
  const catalog = await createCatalog(client)
  return { catalog, shop: await openShop(client, catalog.id) }
}

const soldOf = async ({ catalog }: Seller): Promise<Sold[]> => (await store.owner.query<Sold>(SOLD, [catalog.id])).rows

/** The states of the runs of these catalogs that have not ended. */
const statesOf = async (catalogIds: string[]): Promise<string[]> => {
  const { rows } = await store.owner.query<{ state: string }>(
    "select state from feed_run where catalog_id = any ($1) and finished_at is null",
    [catalogIds]
  )
  return rows.map(({ state }) => state)
}

/** Imports into each catalog, whose first item is held until all runs are writing: so they do it at one time. */
const importAtOnce = async (sellers: readonly (readonly [Seller, string[]])[]) => {
  const ids = sellers.map(([{ catalog }]) => catalog.id)
  const holder = await store.owner.connect()
  try {
    await holder.query("begin")
    await holder.query("select from catalog_item where catalog_id = any ($1) and sku = 'SKU-0001' for update", [ids])
    const runs = Promise.all(sellers.map(([{ catalog }, lines]) => importFile(catalog.id, lines)))
    await eventually(
      () => statesOf(ids),
      (states) => states.length === ids.length && states.every((state) => state === "applying")
    )
    await holder.query("rollback")
    return await runs
  } finally {
    holder.release(true)
  }
}

describe("two clients whose catalogs hold the same skus, barcodes and names", () => {
  it("are synced at the same time without a collision, and neither sees the other's", async () => {
    const [left, right] = await Promise.all([sell(), sell()])
    for (const { catalog } of [left, right]) await importFile(catalog.id, file(9).slice(0, 2))
    for (const [leftPrice, rightPrice] of [
      [10, 20],
      [11, 21],
    ] as const) {
      const prices = [[left, leftPrice] as const, [right, rightPrice] as const]
      const runs = await importAtOnce(prices.map(([seller, price]) => [seller, file(price)]))
      for (const run of runs) expect(run).toMatchObject({ state: "completed", rows_read: ROWS, rows_rejected: 0 })
      for (const [seller, price] of prices) {
        const rows = await soldOf(seller)
        expect(rows).toHaveLength(ROWS)
        expect(new Set(rows.map((row) => row.price))).toEqual(new Set([price]))
        expect(rows.every((row) => row.variant_sku === `${seller.catalog.key}:${row.sku}` && row.channels === 1)).toBe(
          true
        )
      }
    }
    const [mine, theirs] = await Promise.all([soldOf(left), soldOf(right)])
    const said = (rows: Sold[]) => rows.map(({ sku, barcode, name, title }) => [sku, barcode, name, title])
    const numbers = mine.map(({ sku }) => sku.slice(4))
    expect(said(mine)).toEqual(numbers.map((n) => [`SKU-${n}`, `400638${n}`, `Item ${n}`, `Item ${n}`]))
    expect(said(theirs)).toEqual(said(mine))
    expect(new Set([...mine, ...theirs].map(({ handle }) => handle)).size).toBe(2 * ROWS)
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
