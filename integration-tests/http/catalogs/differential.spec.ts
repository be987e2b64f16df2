import { store } from "../../harness"
import { createCatalog, createClient, openShop, type Catalog, type Shop } from "../storefront/shop"
import { importFile } from "./imports"

/** A product as both ways get it: Medusa's workflow as the body of a request, our pipeline as rows of a file. */
type Sample = {
  title: string
  description: string | null
  images: string[]
  metadata: Record<string, string>
  category: string | null
  variants: {
    sku: string
    barcode: string | null
    size: string | null
    usd: number
    eur: number | null
    stock: number | null
  }[]
}

const SAMPLES = 50

/** Every combination of with and without: description, images, category, attributes, variants, second currency, stock. */
const samples: Sample[] = Array.from({ length: SAMPLES }, (_, index) => {
  const has = (bit: number) => ((index >> bit) & 1) === 1
  const sizes = has(0) ? ["S", "M", "XL"] : [null]
  return {
    title: `Sample ${index}${has(5) ? ' "quoted", ünïcode' : ""}`,
    description: has(1) ? `Line one\nline two of ${index}` : null,
    images: has(2) ? [`https://img.example/${index}/a.jpg`, `https://img.example/${index}/b.jpg`] : [],
    metadata: has(1) ? { brand: "Acme", style: "plain" } : {},
    category: has(2) ? "Drink ware" : null,
    variants: sizes.map((size, place) => ({
      sku: `S-${index}-${place}`,
      barcode: has(5) ? `40${String(index * 10 + place).padStart(11, "0")}` : null,
      size,
      usd: index + place + 0.99,
      eur: has(3) ? index + 0.5 : null,
      stock: has(4) ? index * 10 + place : null,
    })),
  }
})

const COLUMNS = ["sku", "product", "name", "description", "category", "brand", "style", "image", "barcode"]
const HEADER = [...COLUMNS, "price:usd", "price:eur", "stock", "option:Size"].join(",")

const cell = (value: string | number | null) => (value === null ? "" : `"${String(value).replaceAll('"', '""')}"`)

const file = [
  HEADER,
  ...samples.flatMap((sample, index) =>
    sample.variants.map((variant) =>
      [
        ...[variant.sku, `P-${index}`, sample.title, sample.description, sample.category],
        ...[sample.metadata["brand"] ?? null, sample.metadata["style"] ?? null, sample.images.join("|")],
        ...[variant.barcode, variant.usd, variant.eur, variant.stock, variant.size],
      ]
        .map(cell)
        .join(",")
    )
  ),
].join("\n")

const post = async <Body>(path: string, body: object): Promise<Body> => {
  const answer = await store.admin.post<Body>(path, body)
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

const first = async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row> => {
  const { rows } = await store.owner.query<Row>(sql, values)
  if (!rows[0]) throw new Error(`No row: ${sql}`)
  return rows[0]
}

/** Creates a sample by `createProductsWorkflow`, behind POST /admin/products, under the namespace of a catalog of its own. */
const createByMedusa = async (sample: Sample, key: string, channelId: string, categoryId: string): Promise<string> => {
  const profile = await first<{ id: string }>("select id from shipping_profile where type = 'default' limit 1")
  const hasSizes = sample.variants[0]?.size !== null
  const slug = sample.title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
  const { product } = await post<{ product: { id: string; variants: { id: string; sku: string }[] } }>(
    "/admin/products",
    {
      title: sample.title,
      handle: `${key}-${slug.replace(/[^a-z0-9]+/g, "-").replace(/-$/, "")}`,
      status: "published",
      ...(sample.description === null ? {} : { description: sample.description }),
      ...(sample.images[0] ? { images: sample.images.map((url) => ({ url })), thumbnail: sample.images[0] } : {}),
      ...(Object.keys(sample.metadata).length ? { metadata: sample.metadata } : {}),
      ...(sample.category === null ? {} : { categories: [{ id: categoryId }] }),
      sales_channels: [{ id: channelId }],
      shipping_profile_id: profile.id,
      options: hasSizes
        ? [{ title: "Size", values: sample.variants.map(({ size }) => size) }]
        : [{ title: "Default option", values: ["Default option value"] }],
      variants: sample.variants.map((variant) => ({
        title: variant.size ?? "Default variant",
        sku: `${key}:${variant.sku}`,
        ...(variant.barcode === null ? {} : { barcode: `${key}:${variant.barcode}` }),
        manage_inventory: variant.stock !== null,
        options: hasSizes ? { Size: variant.size } : { "Default option": "Default option value" },
        prices: [
          ...(variant.eur === null ? [] : [{ currency_code: "eur", amount: variant.eur }]),
          { currency_code: "usd", amount: variant.usd },
        ],
      })),
    }
  )
  await stockByMedusa(sample, key)
  return product.id
}

const stockByMedusa = async (sample: Sample, key: string): Promise<void> => {
  const { location } = await first<{ location: string }>("select default_location_id as location from store limit 1")
  for (const { sku, stock } of sample.variants) {
    if (stock === null) continue
    const item = await first<{ id: string }>("select id from inventory_item where sku = $1", [`${key}:${sku}`])
    const level = { location_id: location, stocked_quantity: stock }
    await post(`/admin/inventory-items/${item.id}/location-levels`, level)
  }
}

/** What differs by right: ids, times, and the namespace of the catalog. Lists without an order of their own are sorted. */
const comparable = (value: unknown, key: string): unknown => {
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item, key))
    return items.sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)))
  }
  if (typeof value === "string") return value.startsWith(key) ? `KEY${value.slice(key.length)}` : value
  if (value === null || typeof value !== "object") return value
  const kept = Object.entries(value).filter(([name]) => !/(^|_)id$|_at$|^mpath$|^rank$/.test(name))
  const ranked = "rank" in value && "url" in value ? [["rank", value.rank]] : []
  return Object.fromEntries([...kept, ...ranked].map(([name, item]) => [String(name), comparable(item, key)]))
}

const ADMIN_FIELDS = [
  "*variants,*variants.prices,*variants.options,*variants.options.option,*options,*options.values,*images,*categories",
  "*sales_channels,*shipping_profile,*variants.inventory_items,*variants.inventory_items.inventory",
  "*variants.inventory_items.inventory.location_levels,+variants.inventory_quantity,*tags,*type,*collection",
].join(",")

type Way = { key: string; shop: Shop; ids: Map<string, string> }

let ours: Way
let medusas: Way

const idsByTitle = async (channelId: string): Promise<Map<string, string>> => {
  const { rows } = await store.owner.query<{ title: string; id: string }>(
    `select p.title, p.id from product p join product_sales_channel l on l.product_id = p.id where l.sales_channel_id = $1`,
    [channelId]
  )
  return new Map(rows.map(({ title, id }) => [title, id]))
}

beforeAll(async () => {
  const client = await createClient()
  const [imported, empty]: [Catalog, Catalog] = [await createCatalog(client), await createCatalog(client)]
  const shops = [await openShop(client, imported.id), await openShop(client, empty.id)] as const
  await post(`/admin/sites/${shops[0].id}`, { name: "The same name" })
  await post(`/admin/sites/${shops[1].id}`, { name: "The same name" })
  const rows = samples.reduce((sum, { variants }) => sum + variants.length, 0)
  expect(await importFile(imported.id, file)).toMatchObject({
    state: "completed",
    rows_created: rows,
    rows_rejected: 0,
  })
  const category = { name: "Drink ware", handle: `${empty.key}-drink-ware`, is_active: true }
  const { product_category } = await post<{ product_category: { id: string } }>("/admin/product-categories", category)
  for (const sample of samples) await createByMedusa(sample, empty.key, shops[1].sales_channel_id, product_category.id)
  ours = { key: imported.key, shop: shops[0], ids: await idsByTitle(shops[0].sales_channel_id) }
  medusas = { key: empty.key, shop: shops[1], ids: await idsByTitle(shops[1].sales_channel_id) }
}, 300_000)

describe("what our pipeline writes", () => {
  it("answers from the Admin API as what Medusa's own workflow writes", async () => {
    const read = async ({ key, ids }: Way, title: string) => {
      const answer = await store.admin.get<{ product: object }>(
        `/admin/products/${ids.get(title) ?? ""}?fields=${ADMIN_FIELDS}`
      )
      expect(answer.status).toBe(200)
      return comparable(answer.body.product, key)
    }
    for (const { title } of samples) expect(await read(ours, title)).toEqual(await read(medusas, title))
    expect(ours.ids.size).toBe(SAMPLES)
  })

  it("answers from the Store API as what Medusa's own workflow writes, price and stock included", async () => {
    const fields =
      "*variants.calculated_price,+variants.inventory_quantity,*categories,*images,*options.values,+metadata"
    const read = async ({ key, shop, ids }: Way, title: string, own: boolean) => {
      const path = `/store/products/${ids.get(title) ?? ""}?region_id=${shop.region_id}&country_code=us&fields=${fields}`
      const { status, body } = await shop.get<{ product: object }>(path)
      expect(status).toBe(200)
      // Products of the dashboard carry no item, so the Store API shows their codes as they are: strip the namespace.
      const text = own
        ? JSON.stringify(body.product)
        : JSON.stringify(body.product).replaceAll(new RegExp(`"${key}[:-]`, "g"), '"')
      return comparable(JSON.parse(text), key)
    }
    for (const { title } of samples) expect(await read(ours, title, true)).toEqual(await read(medusas, title, false))
  })

  it("fills the same columns of the same tables", async () => {
    const filled = async ({ shop }: Way) => {
      const tables: Record<string, unknown> = {}
      for (const [table, condition] of Object.entries(ROWS_OF_PRODUCTS)) {
        const sql = `select row_to_json(t) as row from "${table}" t where ${condition} order by t.created_at limit 5000`
        const { rows } = await store.owner.query<{ row: Record<string, unknown> }>(sql, [shop.sales_channel_id])
        const columns = rows.flatMap(({ row }) => Object.keys(row).filter((name) => row[name] !== null))
        tables[table] = {
          rows: rows.length,
          columns: [...new Set(columns)].sort(),
          ids: [...new Set(rows.map(idShape))],
        }
      }
      return tables
    }
    expect(await filled(ours)).toEqual(await filled(medusas))
  })
})

const idShape = ({ row }: { row: Record<string, unknown> }) =>
  String(row["id"]).replace(/_[0-9A-HJKMNP-TV-Z]{26}$/, "_ULID")

const OF_CHANNEL = "(select product_id from product_sales_channel where sales_channel_id = $1)"
const VARIANTS = `(select id from product_variant where product_id in ${OF_CHANNEL})`
const PRICE_SETS = `(select price_set_id from product_variant_price_set where variant_id in ${VARIANTS})`
const INVENTORY = `(select inventory_item_id from product_variant_inventory_item where variant_id in ${VARIANTS})`
const OPTION_LINKS = `(select id from product_product_option where product_id in ${OF_CHANNEL})`
const OPTIONS = `(select product_option_id from product_product_option where product_id in ${OF_CHANNEL})`

/** Every table of Medusa's that has rows of a product, and how they belong to the products of a channel. */
const ROWS_OF_PRODUCTS = {
  product: `id in ${OF_CHANNEL}`,
  product_variant: `product_id in ${OF_CHANNEL}`,
  image: `product_id in ${OF_CHANNEL}`,
  product_option: `id in ${OPTIONS}`,
  product_option_value: `option_id in ${OPTIONS}`,
  product_product_option: `product_id in ${OF_CHANNEL}`,
  product_product_option_value: `product_product_option_id in ${OPTION_LINKS}`,
  product_variant_price_set: `variant_id in ${VARIANTS}`,
  price_set: `id in ${PRICE_SETS}`,
  price: `price_set_id in ${PRICE_SETS}`,
  product_variant_inventory_item: `variant_id in ${VARIANTS}`,
  inventory_item: `id in ${INVENTORY}`,
  inventory_level: `inventory_item_id in ${INVENTORY}`,
  product_sales_channel: `sales_channel_id = $1`,
  product_shipping_profile: `product_id in ${OF_CHANNEL}`,
}
