import { randomBytes } from "node:crypto"
import { gzipSync } from "node:zlib"
import { Client } from "pg"
import { postgresServer, store, unique } from "../../harness"
import { setTimeout as pause } from "node:timers/promises"
import { buy, createCatalog, createClient, exclude, openShop, type Shop } from "../storefront/shop"
import { edit, moveToOwnCategory, productIdOf } from "./edits"
import { importFile, type RunBody } from "./imports"

const HEADER =
  "sku,product,name,description,category,brand,barcode,price:usd,price:eur,cost:usd,stock,image,active,option:Size,option:Colour,attribute:note"
const LINES = [
  'TEE-S,TEE,"Tee, ""organic""","Two\nlines",Tops,Acme,4006381333931,12.5,11,7,3,https://img.example/a.jpg|https://img.example/b.jpg,true,S,Red,-5 %',
  'TEE-M,TEE,"Tee, ""organic""",,Tops,Acme,,12.5,,,0,,true,M,Red,',
  "'=SUM(A1),,'+Formula,'-minus,,,'@code,1,,,,,true,,,''=twice",
  "OFF,,Turned off,,,,,2,,,,,false,,,",
]

const authorization = async (): Promise<Record<string, string>> => {
  const { token } = (await (
    await store.request("/auth/user/emailpass", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(store.login),
    })
  ).json()) as { token: string }
  return { authorization: `Bearer ${token}` }
}

const bytesOf = async (path: string): Promise<{ status: number; headers: Headers; bytes: Buffer }> => {
  const answer = await store.request(path, { headers: await authorization() })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

const filled = async (): Promise<{ id: string; key: string }> => {
  const catalog = await createCatalog(null)
  expect(await importFile(catalog.id, [HEADER, ...LINES])).toMatchObject({ state: "completed", rows_created: 4 })
  return catalog
}

/** What shoppers of a site see of its items, by sku. */
const shownIn = async (shop: Shop) => {
  const { products } = await shop.sdk.store.product.list({
    region_id: shop.region_id,
    fields: "title,description,handle,*images,variants.sku,variants.inventory_quantity,*variants.calculated_price",
  })
  const items = products.flatMap((product) =>
    (product.variants ?? []).map((variant) => ({
      ...{ id: variant.id, sku: variant.sku ?? "", title: product.title, description: product.description },
      ...{ handle: product.handle, images: product.images?.map(({ url }) => url) },
      ...{ stock: variant.inventory_quantity, price: variant.calculated_price?.calculated_amount },
    }))
  )
  const sorted = items.toSorted((a, b) => (a.sku < b.sku ? -1 : 1))
  return new Map(sorted.map(({ sku, ...item }) => [sku, item]))
}

/** Puts a product also into a category of the operator's that stands before all others. */
const putInto = async (productId: string, fields: object): Promise<void> => {
  const category = { name: unique("Aside"), rank: 0, ...fields }
  const { body } = await store.admin.post<{ product_category: { id: string } }>("/admin/product-categories", category)
  const path = `/admin/product-categories/${body.product_category.id}/products`
  expect((await store.admin.post(path, { add: [productId] })).status).toBe(200)
}

type Stocked = { variants: { id: string; inventory_items: { inventory_item_id: string }[] }[] }

/** Needs two pieces of the only variant's inventory item for each one that is sold, and keeps 50 more where no shop sells from. */
const sellInPairs = async (productId: string): Promise<void> => {
  const fields = "variants.id,variants.inventory_items.inventory_item_id"
  const { body } = await store.admin.get<{ product: Stocked }>(`/admin/products/${productId}?fields=${fields}`)
  const [variant] = body.product.variants
  const item = variant?.inventory_items[0]?.inventory_item_id
  const link = `/admin/products/${productId}/variants/${variant?.id}/inventory-items/${item}`
  expect((await store.admin.post(link, { required_quantity: 2 })).status).toBe(200)
  const place = await store.admin.post<{ stock_location: { id: string } }>("/admin/stock-locations", {
    name: unique("depot"),
  })
  const level = { location_id: place.body.stock_location.id, stocked_quantity: 50 }
  expect((await store.admin.post(`/admin/inventory-items/${item}/location-levels`, level)).status).toBe(200)
}

const unchanged = (run: RunBody) => {
  expect(run).toMatchObject({
    state: "completed",
    rows_unchanged: 4,
    rows_updated: 0,
    rows_rejected: 0,
    rows_created: 0,
  })
}

describe("the export of a catalog", () => {
  it.each(["csv", "ndjson", "xlsx"])("as %s is read back without a change, also gzipped", async (format) => {
    const { id } = await filled()
    const { status, headers, bytes } = await bytesOf(`/admin/catalogs/${id}/export?format=${format}`)
    expect(status).toBe(200)
    expect(headers.get("content-disposition")).toContain(`.${format}`)
    unchanged(await importFile(id, new Uint8Array(bytes)))
    unchanged(await importFile(id, new Uint8Array(gzipSync(bytes))))
  })

  it("holds the catalog's own skus and nothing that a spreadsheet would run", async () => {
    const { id } = await filled()
    const text = (await bytesOf(`/admin/catalogs/${id}/export`)).bytes.toString()
    expect(text).toContain("\r\n'=SUM(A1),")
    expect(text).toContain(",'+Formula,")
    expect(text).toContain(",''=twice\r\n")
    expect(text).not.toContain(":TEE-S")
    for (const cell of text.split(/\r\n|,/)) expect(cell).not.toMatch(/^"?[=+@\t-]/)
  })

  it("of a catalog without items is a header that reads as a file without rows", async () => {
    const { id } = await createCatalog(null)
    const { bytes } = await bytesOf(`/admin/catalogs/${id}/export?format=csv`)
    expect(bytes.toString()).toMatch(/^\uFEFFsku,product,name/)
  })

  it("is refused for an unknown catalog or format, and without signing in", async () => {
    const { id } = await createCatalog(null)
    expect((await store.admin.get("/admin/catalogs/nobody/export")).status).toBe(404)
    expect((await store.admin.get(`/admin/catalogs/${id}/export?format=pdf`)).status).toBe(400)
    expect((await store.admin.get(`/admin/catalogs/${id}/export?all=true`)).status).toBe(400)
    expect((await store.request(`/admin/catalogs/${id}/export`)).status).toBe(401)
  })
})

describe("the export of a site", () => {
  it("holds what the site shows for what it asks, and neither what it excludes nor what items cost", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    await store.admin.post(`/admin/catalogs/${catalog.id}`, { pricing_rules: { markup_percent: 10 } })
    await importFile(catalog.id, [HEADER, ...LINES])
    const site = await openShop(client, catalog.id)
    await store.admin.post(`/admin/sites/${site.id}/exclusions`, { add: [{ sku: "TEE-M" }] })
    const lines = (await bytesOf(`/admin/sites/${site.id}/export?format=ndjson`)).bytes.toString().trim().split("\n")
    const items = lines.map(
      (line) => JSON.parse(line) as { sku: string; prices: Record<string, string>; costs?: object }
    )
    expect(items.map(({ sku }) => sku)).toEqual(["TEE-S", "=SUM(A1)"])
    expect(items[0]?.prices).toEqual({ usd: "13.75", eur: "12.1" })
    expect(items.some(({ costs }) => costs)).toBe(false)
  })

  it("leaves out what an operator has made a draft", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    await importFile(catalog.id, ["sku,name,price:usd", "CUP-1,Cup,10", "POT-1,Pot,10"])
    const site = await openShop(client, catalog.id)
    await edit(await productIdOf(catalog.id, "CUP-1"), { status: "draft" })
    const text = (await bytesOf(`/admin/sites/${site.id}/export?format=csv`)).bytes.toString()
    expect(text).toContain("POT-1")
    expect(text).not.toContain("CUP-1")
  })

  it("is what its shoppers see: edits, pictures, category and what is left to sell; another catalog makes the same of it", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    const lines = [
      "sku,product,name,price:usd,stock,category,image,option:Size",
      "TEE-S,TEE,Tee,10,5,Tops,https://img.example/s.jpg|https://img.example/all.jpg,S",
      "TEE-M,TEE,Tee,10,2,Tops,https://img.example/m.jpg|https://img.example/all.jpg,M",
      "TEE-L,TEE,Tee,10,,Tops,,L",
      "MUG,,Mug,4,3,Cups,https://img.example/mug.jpg,",
    ]
    expect(await importFile(catalog.id, lines)).toMatchObject({ state: "completed", rows_created: 4 })
    const shop = await openShop(client, catalog.id)
    const id = await productIdOf(catalog.id, "TEE-S")
    const pictures = ["new", "m", "all"].map((name) => ({ url: `https://img.example/${name}.jpg` }))
    await edit(id, { title: "Best tee", description: "Soft", images: pictures })
    const category = await moveToOwnCategory(id, unique("Summer"))
    // One that shoppers don't see is none, and the catalog's goes before an operator's.
    await putInto(id, { is_active: false })
    await putInto(id, { is_active: true, is_internal: true })
    await putInto(await productIdOf(catalog.id, "MUG"), { is_active: true })
    await exclude(shop, ["TEE-S"])
    // A mug is sold in pairs, and the stock of a place that the shop does not sell from is no stock of it.
    await sellInPairs(await productIdOf(catalog.id, "MUG"))
    const before = await shownIn(shop)
    await buy(shop, before.get("TEE-M")?.id ?? "")

    const file = new Uint8Array((await bytesOf(`/admin/sites/${shop.id}/export?format=csv`)).bytes)
    const copy = await createCatalog(client)
    expect(await importFile(copy.id, file)).toMatchObject({ state: "completed", rows_created: 3, rows_rejected: 0 })
    const [original, copied] = [await shownIn(shop), await shownIn(await openShop(client, copy.id))]

    expect(original.get("TEE-M")).toMatchObject({ title: "Best tee", description: "Soft", stock: 1 })
    expect(original.get("TEE-M")?.images).toEqual(pictures.map(({ url }) => url))
    expect(original.get("TEE-L")?.stock).toBeUndefined()
    expect(original.get("MUG")?.stock).toBe(1)
    expect([...original.keys()].toSorted()).toEqual(["MUG", "TEE-L", "TEE-M"])
    const seen = (shown: typeof original) => [...shown].map(([sku, { id: _, ...item }]) => ({ sku, ...item }))
    expect(seen(copied)).toEqual(seen(original))
    const { body } = await store.admin.get<{ items: { sku: string; category: string }[] }>(
      `/admin/catalogs/${copy.id}/items`
    )
    expect(new Map(body.items.map((item) => [item.sku, item.category]))).toEqual(
      new Map([
        ["MUG", "Cups"],
        ["TEE-L", category],
        ["TEE-M", category],
      ])
    )
  })

  it("keeps a product's pictures when the item that had them is no longer sold", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    const lines = ["A-1,A,One,1,5,https://img.example/1.jpg,S", "A-2,A,One,1,5,https://img.example/2.jpg,M"]
    await importFile(catalog.id, ["sku,product,name,price:usd,stock,image,option:Size", ...lines])
    const shop = await openShop(client, catalog.id)
    const id = await productIdOf(catalog.id, "A-1")
    await edit(id, { images: [{ url: "https://img.example/new.jpg" }] })
    const { rows } = await store.owner.query<{ variant_id: string }>(
      "select variant_id from catalog_item where catalog_id = $1 and sku = 'A-1'",
      [catalog.id]
    )
    expect(await store.admin.delete(`/admin/products/${id}/variants/${rows[0]?.variant_id}`)).toMatchObject({
      status: 200,
    })
    const text = (await bytesOf(`/admin/sites/${shop.id}/export?format=ndjson`)).bytes.toString()
    expect(
      text
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as object)
    ).toMatchObject([{ sku: "A-2", images: ["https://img.example/new.jpg"] }])
  })

  it("ends also where an operator sells an item in lots of nothing", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    await importFile(catalog.id, ["sku,name,price:usd,stock", "CUP-1,Cup,10,4"])
    const shop = await openShop(client, catalog.id)
    await store.owner.query(
      `update product_variant_inventory_item set required_quantity = 0
      where variant_id = (select variant_id from catalog_item where catalog_id = $1)`,
      [catalog.id]
    )
    const text = (await bytesOf(`/admin/sites/${shop.id}/export?format=ndjson`)).bytes.toString()
    expect(JSON.parse(text)).toMatchObject({ sku: "CUP-1", stock: "0" })
  })

  it("is refused for an unknown site", async () => {
    expect((await store.admin.get("/admin/sites/nobody/export")).status).toBe(404)
  })
})

describe("a reader that goes away", () => {
  it("ends the reading of the database", async () => {
    const { id } = await createCatalog(null)
    // What can't be packed fills every buffer on the way, so that the reader's standing still is felt.
    const long = () => randomBytes(2_000).toString("hex")
    const rows = Array.from({ length: 12_000 }, (_, index) => `SKU-${index},Item ${index},${index}${long()}`)
    await importFile(id, ["sku,name,description", ...rows])
    const reader = new AbortController()
    const answer = await store.request(`/admin/catalogs/${id}/export?format=ndjson`, {
      headers: await authorization(),
      signal: reader.signal,
    })
    const watcher = new Client({ connectionString: postgresServer.superuserUrl })
    await watcher.connect()
    const open = async (): Promise<number> => {
      const { rows: found } = await watcher.query<{ count: number }>(
        "select count(*)::int as count from pg_stat_activity where query like 'fetch % from exported' and state like 'idle in%'"
      )
      return found[0]?.count ?? 0
    }
    try {
      expect(answer.status).toBe(200)
      // The server fills the buffers on the way, and then waits for the reader, in the middle of its cursor.
      for (let waits = 0, attempt = 0; waits < 5 && attempt < 300; attempt += 1) {
        waits = (await open()) === 1 ? waits + 1 : 0
        await pause(100)
      }
      expect(await open()).toBe(1)
      reader.abort()
      for (let attempt = 0; (await open()) > 0 && attempt < 100; attempt += 1) await pause(100)
      expect(await open()).toBe(0)
    } finally {
      await watcher.end()
    }
  })
})
