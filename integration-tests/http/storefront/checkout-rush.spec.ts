import {
  describeWith,
  sharedDatabase,
  startRedis,
  startStore,
  store,
  unique,
  type OwnStore,
  type RedisServer,
} from "../../harness"
import { ADDRESSES, createCatalog, createClient, importInto, openShop } from "./shop"
import type { Shop } from "./shop"

// Fifty carts are filled and completed on two cores, which other suites may share.
jest.setTimeout(300_000)

const CARTS = 50
const STOCK = 40
const PAIRS_AT_ONCE = 5

type Refusal = { type: string; message: string }

let clientId: string

beforeAll(async () => {
  clientId = await createClient()
})

/** A site that sells a lamp and its shade, of each of which there are forty pieces. */
const openRush = async (): Promise<{ shop: Shop; variantIds: string[] }> => {
  const catalog = await createCatalog(clientId)
  const lines = ["LAMP,Last lamp", "SHADE,Last shade"].map((line) => `${line},20,${STOCK}`)
  await importInto(catalog.id, ["sku,name,price:usd,stock", ...lines])
  const shop = await openShop(clientId, catalog.id)
  const { products } = await shop.sdk.store.product.list({ fields: "*variants" })
  return { shop, variantIds: products.map(({ variants }) => variants?.[0]?.id ?? "") }
}

/** Fills a cart with one piece of each variant until only the order is missing. */
const fillCart = async (shop: Shop, variantIds: string[]): Promise<string> => {
  const address = { first_name: "Ada", last_name: "Byron", address_1: "1 Main Street", ...ADDRESSES["usd"] }
  const { cart } = await shop.sdk.store.cart.create({
    region_id: shop.region_id,
    email: `${unique("ada")}@example.com`,
    items: variantIds.map((variant_id) => ({ variant_id, quantity: 1 })),
    shipping_address: address,
    billing_address: address,
  })
  const { shipping_options } = await shop.sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const chosen = { option_id: shipping_options[0]?.id ?? "" }
  const { cart: ready } = await shop.sdk.store.cart.addShippingMethod(cart.id, chosen)
  await shop.sdk.store.payment.initiatePaymentSession(ready, { provider_id: "pp_system_default" })
  return cart.id
}

/** Half of the carts hold the two items in one order, half in the other. */
const fillCarts = async (shop: Shop, variantIds: string[]): Promise<string[]> => {
  const ids: string[] = []
  const opposite = [...variantIds].reverse()
  while (ids.length < CARTS) {
    const pairs = Array.from({ length: PAIRS_AT_ONCE }, () => [fillCart(shop, variantIds), fillCart(shop, opposite)])
    ids.push(...(await Promise.all(pairs.flat())))
  }
  return ids
}

/** Completes all carts at once, at the store that listens on `url`. */
const completeAll = (shop: Shop, cartIds: string[], url: string) =>
  Promise.all(
    cartIds.map(async (id) => {
      const response = await fetch(new URL(`/store/carts/${id}/complete`, url), {
        method: "POST",
        headers: { "x-publishable-api-key": shop.key },
      })
      return { status: response.status, body: (await response.json()) as Refusal }
    })
  )

type Sold = { reserved: number; reservations: number; orders: number }

const soldOf = async (variantIds: string[]): Promise<Sold[]> => {
  const { rows } = await store.owner.query<Sold>(
    `select l.reserved_quantity::int as reserved,
            (select count(*)::int from reservation_item r
              where r.inventory_item_id = l.inventory_item_id and r.deleted_at is null) as reservations,
            (select count(distinct i.order_id)::int from order_line_item o join order_item i on i.item_id = o.id
              where o.variant_id = v.variant_id and o.deleted_at is null and i.deleted_at is null) as orders
       from product_variant_inventory_item v
       join inventory_level l on l.inventory_item_id = v.inventory_item_id and l.deleted_at is null
      where v.variant_id = any ($1) and v.deleted_at is null`,
    [variantIds]
  )
  return rows
}

const expectRushServed = async (url: string): Promise<void> => {
  const { shop, variantIds } = await openRush()
  const answers = await completeAll(shop, await fillCarts(shop, variantIds), url)
  const refused = answers.filter(({ status }) => status !== 200)
  expect(refused.map(({ status, body }) => ({ status, type: body.type }))).toEqual(
    Array.from({ length: CARTS - STOCK }, () => ({ status: 400, type: "not_allowed" }))
  )
  for (const { body } of refused) expect(body.message).toMatch(/not enough (stock|inventory)/i)
  const allSold = { reserved: STOCK, reservations: STOCK, orders: STOCK }
  expect(await soldOf(variantIds)).toEqual([allSold, allSold])
}

describe("fifty shoppers who order the last forty pieces at once", () => {
  it("get forty orders and ten refusals from a store by itself", () => expectRushServed(store.url))
})

describeWith("redis-server")("fifty shoppers who order the last forty pieces at once", () => {
  let redis: RedisServer
  let own: OwnStore
  beforeAll(async () => {
    redis = await startRedis()
    own = await startStore({ database: sharedDatabase, workerMode: "server", env: { REDIS_URL: redis.url } })
  })
  afterAll(async () => {
    await own.stop()
    await redis.stop()
  })

  it("get forty orders and ten refusals from a store on Redis", () => expectRushServed(own.url))
})
