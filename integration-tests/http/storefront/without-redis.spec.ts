import { describeWith, sharedDatabase, startRedis, startStore, type OwnStore, type RedisServer } from "../../harness"
import { createCatalog, createClient, fillCart, importInto, openShop, type Shop } from "./shop"

jest.setTimeout(120_000)

/** A request that Redis is asked for waits 2 s; the rest is for a machine that has other work. */
const PROMPT_MS = 15_000

describeWith("redis-server")("a shop with Redis down", () => {
  let own: OwnStore
  let redis: RedisServer
  let shop: Shop
  let variantId: string
  let cartId: string

  beforeAll(async () => {
    const clientId = await createClient()
    const catalog = await createCatalog(clientId)
    await importInto(catalog.id, ["sku,name,price:usd,stock", "LAMP,Lamp,20,10"])
    shop = await openShop(clientId, catalog.id)
    const { products } = await shop.sdk.store.product.list({ fields: "*variants" })
    variantId = products[0]?.variants?.[0]?.id ?? ""
    cartId = (await fillCart(shop, variantId)).id
    redis = await startRedis()
    own = await startStore({ env: { REDIS_URL: redis.url }, database: sharedDatabase, workerMode: "server" })
    expect(await ask("POST", "/store/carts", { region_id: shop.region_id })).toMatchObject({ status: 200 })
    await redis.stop()
  })

  afterAll(async () => {
    await own.stop()
    await redis.stop()
  })

  const ask = async (method: "GET" | "POST" | "DELETE", path: string, body?: object) => {
    const response = await fetch(new URL(path, own.url), {
      ...{ method, headers: { "x-publishable-api-key": shop.key, "content-type": "application/json" } },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(PROMPT_MS),
    })
    return { status: response.status, body: (await response.json()) as unknown }
  }

  it("shows its products with prices, its regions and a shopper's cart", async () => {
    const products = await ask(
      "GET",
      `/store/products?fields=title,*variants.calculated_price&region_id=${shop.region_id}`
    )
    expect(products).toMatchObject({
      status: 200,
      body: { products: [{ title: "Lamp", variants: [{ calculated_price: { calculated_amount: 20 } }] }] },
    })
    expect(await ask("GET", "/store/site")).toMatchObject({ status: 200, body: { site: { id: shop.id } } })
    expect(await ask("GET", "/store/regions")).toMatchObject({ status: 200 })
    expect(await ask("GET", `/store/carts/${cartId}`)).toMatchObject({ status: 200, body: { cart: { id: cartId } } })
  })

  it("says promptly that nothing can be bought now", async () => {
    const refused = { status: 503, body: { type: "unexpected_state", code: "redis_unavailable" } }
    const item = { variant_id: variantId, quantity: 1 }
    expect(await ask("POST", "/store/carts", { region_id: shop.region_id })).toMatchObject(refused)
    expect(await ask("POST", `/store/carts/${cartId}/line-items`, item)).toMatchObject(refused)
    expect(await ask("POST", `/store/carts/${cartId}/complete`)).toMatchObject(refused)
    expect(await ask("DELETE", `/store/carts/${cartId}/line-items/x`)).toMatchObject(refused)
  })
})
