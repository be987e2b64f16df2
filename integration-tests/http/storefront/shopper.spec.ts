import { store, unique } from "../../harness"
import { buy, createCatalog, createClient, exclude, fillCart, importInto, openShop } from "./shop"
import type { Catalog, Shop } from "./shop"

const HEADER = "sku,product,name,handle,description,category,barcode,price:usd,price:eur,price:gbp,stock,option:Size"
const FILE = [
  HEADER,
  "MUG-1,,Blue mug,blue-mug,Holds coffee,Kitchen,4006381333931,12.50,11.50,9.90,100,",
  "PEN-1,,Steel pen,steel-pen,Writes,Office,4006381333948,30,28,25,100,",
  "CAP-1,,Hidden cap,hidden-cap,Wool,Clothing,4006381333955,15,14,12,100,",
  "TEE-S,TEE,Cotton tee,cotton-tee,Soft,Clothing,4006381333962,20,18,16,100,S",
  "TEE-M,TEE,Cotton tee,cotton-tee,Soft,Clothing,4006381333979,20,18,16,100,M",
]
const CURRENCIES = ["usd", "eur", "gbp"] as const

let catalogs: [Catalog, Catalog]
/** The first client's two sites, and the second client's: both clients have the same skus, barcodes and names. */
let first: Shop
let sibling: Shop
let foreign: Shop

beforeAll(async () => {
  const [one, other] = [await createClient(), await createClient()]
  catalogs = [await createCatalog(one), await createCatalog(other)]
  for (const { id } of catalogs) await importInto(id, FILE)
  first = await openShop(one, catalogs[0].id)
  sibling = await openShop(one, catalogs[0].id, "eur")
  foreign = await openShop(other, catalogs[1].id, "gbp")
  await exclude(first, ["CAP-1", "TEE-M"])
})

const productsOf = async (shop: Shop, query: Record<string, unknown> = {}) => {
  const { products, count } = await shop.sdk.store.product.list({
    region_id: shop.region_id,
    fields: "*variants,*variants.calculated_price,+variants.inventory_quantity",
    ...query,
  })
  return { products, count }
}

const variantOf = async (shop: Shop, sku: string) => {
  const { products } = await productsOf(shop, { variants: { sku } })
  const variant = products[0]?.variants?.find((candidate) => candidate.sku === sku)
  if (!variant || !products[0]) throw new Error(`The site shows no ${sku}`)
  return { product: products[0], variant }
}

describe("a shopper", () => {
  it("buys on every site in its currency, and reads the item's own codes all the way", async () => {
    for (const [place, shop] of [first, sibling, foreign].entries()) {
      const currency = CURRENCIES[place] ?? "usd"
      const { product, variant } = await variantOf(shop, "MUG-1")
      expect(variant).toMatchObject({
        sku: "MUG-1",
        barcode: "4006381333931",
        calculated_price: { calculated_amount: [12.5, 11.5, 9.9][place], currency_code: currency },
      })
      const retrieved = await shop.sdk.store.product.retrieve(product.id, { region_id: shop.region_id })
      expect(retrieved.product).toMatchObject({ handle: "blue-mug", title: "Blue mug" })

      const { order, cart } = await buy(shop, variant.id, currency)
      const line = { variant_sku: "MUG-1", variant_barcode: "4006381333931", product_handle: "blue-mug" }
      expect(cart.items).toMatchObject([line])
      expect(order).toMatchObject({ currency_code: currency, items: [line] })
      const { rows } = await store.owner.query(`select sales_channel_id, email from "order" where id = $1`, [order.id])
      expect(rows).toEqual([{ sales_channel_id: shop.sales_channel_id, email: "ada@example.com" }])
      // What mails, exports and the dashboard are made from holds own codes itself.
      const shown = await store.admin.get<{ order: { items: unknown[] } }>(`/admin/orders/${order.id}?fields=*items`)
      expect(shown.body.order.items).toMatchObject([line])
      const kept = await store.owner.query("select variant_sku from cart_line_item where cart_id = $1", [cart.id])
      expect(kept.rows).toEqual([{ variant_sku: "MUG-1" }])
    }
  })

  it("sees own codes whatever fields a cart or an order is asked for", async () => {
    const { variant } = await variantOf(first, "PEN-1")
    const { order, cart } = await buy(first, variant.id)
    const fields = "fields=*items,*items.variant,*items.product"
    for (const path of [`/store/carts/${cart.id}?${fields}`, `/store/orders/${order.id}?${fields}`]) {
      const { status, body } = await first.get<Record<string, { items: unknown[] }>>(path)
      expect(status).toBe(200)
      const [owner] = Object.values(body)
      expect(owner?.items).toMatchObject([{ variant: { sku: "PEN-1" }, product: { handle: "steel-pen" } }])
      expect(JSON.stringify(body)).not.toContain(catalogs[0].key)
    }
  })

  it("is sent a parcel that names own codes", async () => {
    const { variant } = await variantOf(first, "PEN-1")
    const { order } = await buy(first, variant.id)
    const items = (order.items ?? []).map(({ id }) => ({ id, quantity: 1 }))
    const sent = await store.admin.post(`/admin/orders/${order.id}/fulfillments`, { items })
    expect(sent.status).toBe(200)
    const { rows } = await store.owner.query("select sku, barcode from fulfillment_item where line_item_id = $1", [
      items[0]?.id,
    ])
    expect(rows).toEqual([{ sku: "PEN-1", barcode: "4006381333948" }])
  })

  it("lists and retrieves variants by their own codes", async () => {
    const { body } = await first.get<{ variants: { id: string; sku: string }[]; count: number }>(
      "/store/product-variants?sku[]=PEN-1&sku[]=MUG-1"
    )
    expect(body.variants.map(({ sku }) => sku).sort()).toEqual(["MUG-1", "PEN-1"])
    expect(body.count).toBe(2)
    const one = await first.get(`/store/product-variants/${body.variants[0]?.id ?? ""}`)
    expect(one).toMatchObject({ status: 200, body: { variant: { sku: body.variants[0]?.sku } } })
  })
})

describe("what a shopper types", () => {
  const titles = async (shop: Shop, query: Record<string, unknown>) =>
    (await productsOf(shop, query)).products.map(({ title }) => title).sort()

  it.each([
    ["an own sku", { variants: { sku: "MUG-1" } }, ["Blue mug"]],
    ["several own skus", { variants: { sku: ["MUG-1", "PEN-1"] } }, ["Blue mug", "Steel pen"]],
    ["an own barcode", { variants: { barcode: "4006381333948" } }, ["Steel pen"]],
    [
      "either of two own codes",
      { variants: { $or: [{ sku: "MUG-1" }, { barcode: "4006381333948" }] } },
      ["Blue mug", "Steel pen"],
    ],
    ["two conditions at once", { $and: [{ handle: "blue-mug" }, { title: "Blue mug" }] }, ["Blue mug"]],
    ["an own handle", { handle: "blue-mug" }, ["Blue mug"]],
    ["an own sku to search", { q: "mug-1" }, ["Blue mug"]],
    ["a part of a barcode to search", { q: "33393" }, ["Blue mug"]],
    ["a word of the description to search", { q: "coffee" }, ["Blue mug"]],
    ["a word of two columns to search", { q: "steel WRITES" }, ["Steel pen"]],
    ["a search and a filter that only Medusa knows", { q: "blue", created_at: { $gt: "2020-01-01" } }, ["Blue mug"]],
    ["a percent sign, which is no wildcard", { q: "%" }, []],
  ])("finds by %s", async (_what, query, expected) => {
    expect(await titles(first, query)).toEqual(expected)
  })

  it("finds nothing by the namespace, neither the own one nor another client's", async () => {
    for (const { key } of catalogs) {
      for (const typed of [key, key.slice(0, 3), `${key}:`]) expect(await titles(first, { q: typed })).toEqual([])
      expect(await titles(first, { variants: { sku: `${key}:MUG-1` } })).toEqual([])
      expect(await titles(first, { variants: { barcode: `${key}:4006381333931` } })).toEqual([])
      expect(await titles(first, { handle: `${key}-blue-mug` })).toEqual([])
      const { body } = await first.get<{ count: number }>(`/store/product-variants?q=${key}`)
      expect(body.count).toBe(0)
    }
  })

  it.each(["products?$or[0][q]=mug", "products?variants[q]=mug", "product-variants?$or[0][q]=mug"])(
    "is told that a search can't be nested: %s",
    async (query) => {
      expect(await first.get(`/store/${query}`)).toMatchObject({ status: 400, body: { code: "nested_search" } })
    }
  )

  it("pages and orders with the right count", async () => {
    const page = await first.get<{ products: { title: string }[]; count: number; offset: number; limit: number }>(
      "/store/products?order=-title&limit=2&offset=1&fields=title"
    )
    expect(page.body).toMatchObject({ count: 3, offset: 1, limit: 2 })
    expect(page.body.products.map(({ title }) => title)).toEqual(["Cotton tee", "Blue mug"])
  })

  it("finds products that no catalog made, by all of their codes", async () => {
    const sku = `HAND-${first.id.slice(-6)}`
    const made = await store.admin.post<{ product: { id: string } }>("/admin/products", {
      title: "Hand-made vase",
      status: "published",
      handle: sku.toLowerCase(),
      options: [{ title: "Default", values: ["Default"] }],
      variants: [{ title: "Default", sku, options: { Default: "Default" }, prices: [] }],
      sales_channels: [{ id: first.sales_channel_id }],
    })
    expect(made.status).toBe(200)
    expect(await titles(first, { variants: { sku } })).toEqual(["Hand-made vase"])
    expect(await titles(first, { handle: sku.toLowerCase() })).toEqual(["Hand-made vase"])
    expect(await titles(first, { q: sku })).toEqual(["Hand-made vase"])
    await store.admin.delete(`/admin/products/${made.body.product.id}`)
  })
})

describe("an excluded item", () => {
  it("is neither listed, retrievable nor addable to a cart, and stays on the client's other site", async () => {
    const { product, variant } = await variantOf(sibling, "CAP-1")
    expect((await productsOf(first)).products.map(({ title }) => title)).not.toContain("Hidden cap")
    for (const query of [
      { q: "CAP-1" },
      { handle: "hidden-cap" },
      { id: product.id },
      { variants: { sku: "CAP-1" } },
    ]) {
      expect(await productsOf(first, query)).toMatchObject({ products: [], count: 0 })
    }
    expect((await first.get(`/store/products/${product.id}`)).status).toBe(404)
    expect((await first.get(`/store/product-variants/${variant.id}`)).status).toBe(404)

    const { cart } = await first.sdk.store.cart.create({ region_id: first.region_id })
    const refused = { status: 400, body: { type: "invalid_data", code: "variant_not_sold" } }
    const item = { variant_id: variant.id, quantity: 1 }
    expect(await first.post(`/store/carts/${cart.id}/line-items`, item)).toMatchObject(refused)
    expect(await first.post("/store/carts", { region_id: first.region_id, items: [item] })).toMatchObject(refused)
  })

  it("that is one variant of a product is hidden alone", async () => {
    const { variant: hidden } = await variantOf(sibling, "TEE-M")
    const { product } = await variantOf(first, "TEE-S")
    expect(product.variants?.map(({ sku }) => sku)).toEqual(["TEE-S"])
    const retrieved = await first.sdk.store.product.retrieve(product.id, { fields: "*variants" })
    expect(retrieved.product.variants?.map(({ sku }) => sku)).toEqual(["TEE-S"])
    expect(await productsOf(first, { variants: { sku: "TEE-M" } })).toMatchObject({ count: 0 })
    expect(await productsOf(first, { q: "TEE-M" })).toMatchObject({ count: 0 })
    expect((await first.get(`/store/product-variants/${hidden.id}`)).status).toBe(404)
    const list = await first.get<{ count: number }>(`/store/product-variants?product_id=${product.id}`)
    expect(list.body.count).toBe(1)

    const { cart } = await first.sdk.store.cart.create({ region_id: first.region_id })
    const item = { variant_id: hidden.id, quantity: 1 }
    expect(await first.post(`/store/carts/${cart.id}/line-items`, item)).toMatchObject({
      status: 400,
      body: { code: "variant_not_sold" },
    })
  })

  it("can't be ordered from a cart that is older than the exclusion", async () => {
    const shop = await openShop(first.client_id, catalogs[0].id)
    const { variant } = await variantOf(shop, "PEN-1")
    const cart = await fillCart(shop, variant.id)
    await exclude(shop, ["PEN-1"])
    expect(await shop.post(`/store/carts/${cart.id}/complete`, {})).toMatchObject({
      status: 400,
      body: { code: "variant_not_sold" },
    })
  })
})

describe("a site of another client", () => {
  it("sees nothing of a catalog that a client owns", async () => {
    const { product, variant } = await variantOf(first, "MUG-1")
    const listed = await productsOf(foreign, { limit: 100 })
    expect(listed.products.map(({ id }) => id)).not.toContain(product.id)
    for (const query of [{ id: product.id }, { variants: { id: variant.id } }]) {
      expect(await productsOf(foreign, query)).toMatchObject({ products: [], count: 0 })
    }
    for (const query of [{ handle: "blue-mug" }, { variants: { sku: "MUG-1" } }, { q: "MUG-1" }]) {
      const { products } = await productsOf(foreign, query)
      expect(products).toHaveLength(1)
      expect(products[0]?.id).not.toBe(product.id)
    }
    for (const path of [`products/${product.id}`, `product-variants/${variant.id}`]) {
      expect((await foreign.get(`/store/${path}`)).status).toBe(404)
    }
    const { cart } = await foreign.sdk.store.cart.create({ region_id: foreign.region_id })
    const item = { variant_id: variant.id, quantity: 1 }
    expect(await foreign.post(`/store/carts/${cart.id}/line-items`, item)).toMatchObject({
      status: 400,
      body: { code: "variant_not_sold" },
    })
  })

  it("sees the categories of its own catalog alone, under their own handles", async () => {
    type Categories = { product_categories: { id: string; handle: string; name: string }[] }
    const own = await first.get<Categories>("/store/product-categories?limit=100")
    const others = await foreign.get<Categories>("/store/product-categories?limit=100")
    expect(own.body.product_categories.map(({ handle }) => handle)).toEqual(
      expect.arrayContaining(["kitchen", "office", "clothing"])
    )
    // What an operator has made for no catalog, all see.
    const { rows: made } = await store.owner.query<{ id: string }>(
      "select id from product_category where left(handle, 9) in (select key || '-' from catalog)"
    )
    const ids = new Set(own.body.product_categories.map(({ id }) => id))
    const shared = others.body.product_categories.filter(({ id }) => ids.has(id))
    expect(shared.filter(({ id }) => made.some((category) => category.id === id))).toEqual([])
    const kitchen = own.body.product_categories.find(({ handle }) => handle === "kitchen")?.id ?? ""
    expect((await first.get(`/store/product-categories/${kitchen}`)).status).toBe(200)
    expect((await foreign.get(`/store/product-categories/${kitchen}`)).status).toBe(404)
    const byHandle = await first.get<Categories>("/store/product-categories?handle=kitchen")
    expect(byHandle.body.product_categories.map(({ id }) => id)).toEqual([kitchen])
    expect((await productsOf(first, { category_id: kitchen })).products.map(({ title }) => title)).toEqual(["Blue mug"])
  })

  it("can't reach products through what all clients share: tags, types, collections", async () => {
    const { product } = await variantOf(first, "PEN-1")
    const value = unique("shared")
    const tag = await store.admin.post<{ product_tag: { id: string } }>("/admin/product-tags", { value })
    const type = await store.admin.post<{ product_type: { id: string } }>("/admin/product-types", { value })
    const collection = await store.admin.post<{ collection: { id: string } }>("/admin/collections", { title: value })
    const changed = await store.admin.post(`/admin/products/${product.id}`, {
      tags: [{ id: tag.body.product_tag.id }],
      type_id: type.body.product_type.id,
      collection_id: collection.body.collection.id,
    })
    expect(changed.status).toBe(200)

    for (const route of ["product-tags", "product-types", "collections", "product-categories"]) {
      for (const fields of ["*products", "products.title,products.id", "+products.handle"]) {
        const path = `/store/${route}?limit=100&fields=${encodeURIComponent(fields)}`
        const { status, body } = await foreign.get(path)
        expect(status).toBe(200)
        expect(JSON.stringify(body)).not.toContain(product.id)
        expect(JSON.stringify(body)).not.toContain('"products"')
      }
    }
    const tagged = await productsOf(first, { tag_id: tag.body.product_tag.id })
    expect(tagged.products.map(({ id }) => id)).toEqual([product.id])
    expect(await productsOf(foreign, { tag_id: tag.body.product_tag.id })).toMatchObject({ count: 0 })
  })

  it("finds no index in the search that answers without the site's rules", async () => {
    const { status } = await foreign.post("/store/search", { entity: "product", filters: { q: "mug" } })
    expect(status).toBe(404)
  })
})
