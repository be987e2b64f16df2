import { readFileSync } from "node:fs"
import { join } from "node:path"
import { store } from "../../harness"
import { createCatalog, createClient, exclude, openShop, type Catalog } from "../storefront/shop"
import { importFile, rowErrorsOf } from "./imports"

const RETAIL = readFileSync(join(__dirname, "../../../dev/demo/retail-catalog.csv"), "utf8")

/** Every table that an import writes, with the version of each row: a row that is rewritten changes its xmin. */
const VERSIONS = `
  select md5(string_agg(version, ',' order by version)) as versions, count(*)::int as rows from (
    select 'p' || id || xmin as version from product union all select 'v' || id || xmin from product_variant
    union all select 'o' || id || xmin from product_option union all select 'ov' || id || xmin from product_option_value
    union all select 'po' || id || xmin from product_product_option
    union all select 'pv' || id || xmin from product_product_option_value
    union all select 'vo' || variant_id || option_value_id || xmin from product_variant_option
    union all select 'i' || id || xmin from image union all select 'c' || id || xmin from product_category
    union all select 'cp' || product_id || product_category_id || xmin from product_category_product
    union all select 'ps' || id || xmin from price_set union all select 'pr' || id || xmin from price
    union all select 'vp' || id || xmin from product_variant_price_set
    union all select 'ii' || id || xmin from inventory_item union all select 'il' || id || xmin from inventory_level
    union all select 'vi' || id || xmin from product_variant_inventory_item
    union all select 'sc' || id || xmin from product_sales_channel
    union all select 'sp' || id || xmin from product_shipping_profile
    union all select 'ci' || id || xmin from catalog_item
  ) t`

const versions = async () => (await store.owner.query<{ versions: string; rows: number }>(VERSIONS)).rows[0]

const adminProduct = async (catalog: Catalog, sku: string) => {
  const { body } = await store.admin.get<{ items: { product_id: string; variant_id: string; is_active: boolean }[] }>(
    `/admin/catalogs/${catalog.id}/items?sku=${sku}`
  )
  const item = body.items[0]
  if (!item) throw new Error(`No item ${sku}`)
  const fields = "*variants,*variants.prices,*variants.options,*options,*options.values,*images,*categories"
  const product = await store.admin.get<{ product: ProductBody }>(`/admin/products/${item.product_id}?fields=${fields}`)
  return { item, product: product.body.product }
}

type ProductBody = {
  id: string
  title: string
  handle: string
  status: string
  thumbnail: string | null
  metadata: Record<string, unknown> | null
  images: { url: string; rank: number }[]
  categories: { name: string; handle: string }[]
  options: { title: string; values: { value: string }[] }[]
  variants: {
    title: string
    sku: string
    manage_inventory: boolean
    prices: { amount: number; currency_code: string }[]
  }[]
}

describe("an import of real products", () => {
  it("has the totals that the file is known for, and the second run changes no row", async () => {
    const catalog = await createCatalog(null)
    const first = await importFile(catalog.id, RETAIL)
    expect(first).toMatchObject({ state: "completed", rows_read: 2465, rows_created: 2465, rows_rejected: 0 })
    const { rows } = await store.owner.query(
      `select count(distinct i.sku)::int as skus, count(distinct i.name)::int as names, count(distinct i.category)::int as categories,
         count(distinct i.handle)::int as handles, sum(p.amount)::text as prices, sum(l.stocked_quantity)::int as stock
       from catalog_item i
       join product_variant_price_set ps on ps.variant_id = i.variant_id join price p on p.price_set_id = ps.price_set_id
       join product_variant_inventory_item vi on vi.variant_id = i.variant_id
       join inventory_level l on l.inventory_item_id = vi.inventory_item_id
       where i.catalog_id = $1`,
      [catalog.id]
    )
    expect(rows).toEqual([
      { skus: 2465, names: 2367, categories: 20, handles: 2465, prices: "773229.88", stock: 31047 },
    ])
    const before = await versions()
    const second = await importFile(catalog.id, RETAIL)
    expect(second).toMatchObject({ state: "completed", rows_created: 0, rows_updated: 0, rows_unchanged: 2465 })
    expect(await versions()).toEqual(before)
  })
})

describe("an import", () => {
  const HEADER = "sku,product,name,category,brand,price:usd,price:eur,stock,image,active,option:Size"
  let catalog: Catalog

  beforeEach(async () => {
    catalog = await createCatalog(null)
  })

  it("writes what changed and nothing else", async () => {
    const rows = (price: string, name: string) => [
      HEADER,
      `A,,${name},Mugs,Acme,${price},9,5,https://img.example/a.jpg|https://img.example/b.jpg,true,`,
      "B,,Other,Mugs,Acme,7,6,,,true,",
    ]
    await importFile(catalog.id, rows("10", "Mug"))
    const { rows: before } = await store.owner.query(
      "select xmin::text, id from catalog_item where sku = 'B' and catalog_id = $1",
      [catalog.id]
    )
    expect(await importFile(catalog.id, rows("10.50", "Big mug"))).toMatchObject({ rows_updated: 1, rows_unchanged: 1 })
    const { product } = await adminProduct(catalog, "A")
    expect(product).toMatchObject({
      title: "Big mug",
      handle: `${catalog.key}-mug`,
      status: "published",
      thumbnail: "https://img.example/a.jpg",
      metadata: { brand: "Acme" },
      categories: [{ name: "Mugs", handle: `${catalog.key}-mugs` }],
    })
    expect(product.variants[0]?.prices.map(({ amount, currency_code }) => `${amount} ${currency_code}`).sort()).toEqual(
      ["10.5 usd", "9 eur"]
    )
    const { rows: after } = await store.owner.query(
      "select xmin::text, id from catalog_item where sku = 'B' and catalog_id = $1",
      [catalog.id]
    )
    expect(after).toEqual(before)
  })

  it("moves a product to another category, and replaces images, stock and attributes", async () => {
    await importFile(catalog.id, [HEADER, "A,,Mug,Mugs,Acme,10,,5,https://img.example/a.jpg,,"])
    await importFile(catalog.id, [
      HEADER,
      "A,,Mug,Cups,Best,10,,0,https://img.example/c.jpg|https://img.example/a.jpg,,",
    ])
    const { product, item } = await adminProduct(catalog, "A")
    expect(product.categories.map(({ name }) => name)).toEqual(["Cups"])
    expect([...product.images].sort((a, b) => a.rank - b.rank).map(({ url }) => url)).toEqual([
      "https://img.example/c.jpg",
      "https://img.example/a.jpg",
    ])
    expect(product.metadata).toEqual({ brand: "Best" })
    const { rows } = await store.owner.query(
      `select stocked_quantity::int as stock from inventory_level l
       join product_variant_inventory_item v on v.inventory_item_id = l.inventory_item_id where v.variant_id = $1`,
      [item.variant_id]
    )
    expect(rows).toEqual([{ stock: 0 }])
  })

  it("gathers rows of one product as its variants, and adds a new one later", async () => {
    await importFile(catalog.id, [HEADER, "T-S,TEE,Tee,,,20,18,3,,,S", "T-M,TEE,Tee,,,20,18,3,,,M"])
    const run = await importFile(catalog.id, [HEADER, "T-S,TEE,Tee,,,20,18,3,,,S", "T-L,TEE,Tee,,,22,18,3,,,L"])
    expect(run).toMatchObject({ rows_created: 1, rows_unchanged: 1 })
    const { product } = await adminProduct(catalog, "T-L")
    expect(product.variants.map(({ title, sku }) => `${title} ${sku}`).sort()).toEqual(
      ["L", "M", "S"].map((size) => `${size} ${catalog.key}:T-${size}`)
    )
    expect(product.options).toHaveLength(1)
    expect(product.options[0]?.values.map(({ value }) => value).sort()).toEqual(["L", "M", "S"])
  })

  it("refuses variants that contradict each other or their product", async () => {
    await importFile(catalog.id, [HEADER, "T-S,TEE,Tee,,,20,18,3,,,S"])
    const run = await importFile(catalog.id, [
      HEADER,
      "T-X,TEE,Tee,,,20,18,3,,,S",
      "T-Y,TEE,Tee,,,20,18,3,,,",
      "T-S,CAP,Tee,,,20,18,3,,,S",
      "U-1,U,U,,,1,1,1,,,S",
      "U-2,U,U,,,1,1,1,,,S",
    ])
    expect(run).toMatchObject({ state: "completed", rows_created: 1, rows_rejected: 4 })
    expect((await rowErrorsOf(run.id)).map(({ row_number, code }) => `${row_number} ${code}`)).toEqual([
      "2 duplicate_options",
      "3 different_options",
      "4 product_changed",
      "6 duplicate_options",
    ])
  })

  it("hides an item that its source turned off, and brings it back whole", async () => {
    const row = (active: string) => [HEADER, `A,,Mug,,,10,,5,,${active},`, "B,,Cup,,,10,,5,,true,"]
    await importFile(catalog.id, row("true"))
    const shop = await openShop(await createClient(), catalog.id)
    const shown = async () => (await shop.sdk.store.product.list()).products.map(({ title }) => title).sort()
    expect(await shown()).toEqual(["Cup", "Mug"])
    expect(await importFile(catalog.id, row("false"))).toMatchObject({ rows_deactivated: 1 })
    expect(await shown()).toEqual(["Cup"])
    expect(await importFile(catalog.id, row("true"))).toMatchObject({ rows_reactivated: 1 })
    expect(await shown()).toEqual(["Cup", "Mug"])
  })

  it("keeps excluding an item on a site that excludes it, and shows new ones there", async () => {
    await importFile(catalog.id, [HEADER, "A,,Mug,,,10,,5,,,", "B,,Cup,,,10,,5,,,"])
    const shop = await openShop(await createClient(), catalog.id)
    await exclude(shop, ["A"])
    await importFile(catalog.id, [HEADER, "A,,Better mug,,,11,,5,,,", "C,,Bowl,,,10,,5,,,"])
    expect((await shop.sdk.store.product.list()).products.map(({ title }) => title).sort()).toEqual(["Bowl", "Cup"])
  })

  it("names handles after the item, and tells items of one name apart", async () => {
    await importFile(catalog.id, [HEADER, "A,,Café Crème,,,1,,,,,", "B,,Cafe creme!,,,1,,,,,", "C,,茶,,,1,,,,,"])
    const { rows } = await store.owner.query<{ sku: string; handle: string }>(
      "select sku, handle from catalog_item where catalog_id = $1 order by sku",
      [catalog.id]
    )
    expect(rows.map(({ handle }) => handle)).toEqual([
      "cafe-creme",
      expect.stringMatching(/^cafe-creme-[0-9a-f]{8}$/),
      expect.stringMatching(/^item-[0-9a-f]{12}$/),
    ])
  })

  it("runs one at a time: a second one waits for the first of its catalog", async () => {
    const file = (name: string) => [HEADER, `A,,${name},,,10,,5,,,`]
    const [first, second] = await Promise.all([
      importFile(catalog.id, file("One")),
      importFile(catalog.id, file("Two")),
    ])
    expect([first.state, second.state]).toEqual(["completed", "completed"])
    expect([first.rows_created + second.rows_created, first.rows_updated + second.rows_updated]).toEqual([1, 1])
  })
})

describe("a list of items", () => {
  it("finds by the source's own sku and barcode", async () => {
    const catalog = await createCatalog(null)
    await importFile(catalog.id, ["sku,name,barcode,price:usd", "MUG-1,Mug,4006381333931,1", "CUP-1,Cup,,1"])
    const found = async (query: string) =>
      (
        await store.admin.get<{ items: { sku: string }[]; count: number }>(
          `/admin/catalogs/${catalog.id}/items?${query}`
        )
      ).body
    expect(await found("sku=MUG-1")).toMatchObject({ count: 1, items: [{ sku: "MUG-1" }] })
    expect(await found("q=4006381333931")).toMatchObject({ count: 1, items: [{ sku: "MUG-1" }] })
    expect(await found("limit=1&offset=1&order=sku")).toMatchObject({ count: 2, items: [{ sku: "MUG-1" }] })
  })
})
