import { store, unique } from "../../harness"
import { ADDRESSES, buy, createCatalog, createClient, importInto, openShop } from "./shop"
import type { Shop } from "./shop"

const CHECKOUTS = 50
const FILLED_AT_ONCE = 5
const FIRST_NUMBER = 1001

const ADDRESS = { first_name: "Ada", last_name: "Byron", address_1: "1 Main Street", ...ADDRESSES["usd"] }

let shops: [Shop, Shop]

beforeAll(async () => {
  const client = await createClient()
  const catalog = await createCatalog(client)
  await importInto(catalog.id, ["sku,name,price,currency", "MUG-1,Blue mug,12.50,usd"])
  shops = [await openShop(client, catalog.id), await openShop(client, catalog.id)]
})

const mugOf = async (shop: Shop): Promise<string> => {
  const { body } = await shop.get<{ variants: { id: string }[] }>("/store/product-variants?sku=MUG-1")
  return body.variants[0]?.id ?? ""
}

/** A cart that only has to be completed, in as few requests as possible. */
const readyCart = async (shop: Shop, variantId: string, optionId: string): Promise<string> => {
  const created = await shop.post<{ cart: { id: string } }>("/store/carts", {
    region_id: shop.region_id,
    // Of two carts that name an unknown customer at once, Medusa refuses one.
    email: `${unique("ada")}@example.com`,
    shipping_address: ADDRESS,
    billing_address: ADDRESS,
    items: [{ variant_id: variantId, quantity: 1 }],
  })
  if (created.status !== 200) throw new Error(`No cart: ${JSON.stringify(created)}`)
  const { cart } = await shop.sdk.store.cart.addShippingMethod(created.body.cart.id, { option_id: optionId })
  await shop.sdk.store.payment.initiatePaymentSession(cart, { provider_id: "pp_system_default" })
  return cart.id
}

const readyCarts = async (shop: Shop, count: number): Promise<string[]> => {
  const variantId = await mugOf(shop)
  const { cart } = await shop.sdk.store.cart.create({ region_id: shop.region_id, shipping_address: ADDRESS })
  const { shipping_options } = await shop.sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const carts: string[] = []
  for (let filled = 0; filled < count; filled += FILLED_AT_ONCE) {
    const batch = Array.from({ length: FILLED_AT_ONCE }, () =>
      readyCart(shop, variantId, shipping_options[0]?.id ?? "")
    )
    carts.push(...(await Promise.all(batch)))
  }
  return carts
}

const complete = async (shop: Shop, cartId: string): Promise<number> => {
  const completed = await shop.sdk.store.cart.complete(cartId)
  if (completed.type !== "order") throw new Error(completed.error.message)
  return completed.order.display_id ?? 0
}

describe("order numbers", () => {
  it(`count per site without a gap or a double, also in ${CHECKOUTS} checkouts at once on two sites`, async () => {
    const perSite = CHECKOUTS / shops.length
    const carts = [await readyCarts(shops[0], perSite), await readyCarts(shops[1], perSite)]
    const numbers = await Promise.all(
      shops.map((shop, place) => Promise.all((carts[place] ?? []).map((cart) => complete(shop, cart))))
    )
    for (const ofSite of numbers) {
      ofSite.sort((one, other) => one - other)
      expect(ofSite).toEqual(Array.from({ length: perSite }, (_, index) => FIRST_NUMBER + index))
    }
  }, 300_000)

  it("are those that the order answers later, and that the Admin API shows", async () => {
    const { order } = await buy(shops[0], await mugOf(shops[0]))
    const { body } = await shops[0].get<{ order: { display_id: number } }>(`/store/orders/${order.id}`)
    expect(body.order.display_id).toBe(order.display_id)
    const shown = await store.admin.get<{ order: { display_id: number } }>(`/admin/orders/${order.id}`)
    expect(shown.body.order.display_id).toBe(order.display_id)
  })

  it("of returns count per site as well", async () => {
    const { order } = await buy(shops[1], await mugOf(shops[1]))
    const { rows } = await store.runtime.query<{ display_id: number }>(
      `insert into "return" (id, order_id, order_version)
       select 'return_test_' || turn || $1, $1, 1 from generate_series(1, 2) turn
       returning display_id`,
      [order.id]
    )
    expect(rows.map(({ display_id }) => display_id)).toEqual([FIRST_NUMBER, FIRST_NUMBER + 1])
    await store.runtime.query(`delete from "return" where order_id = $1`, [order.id])
  })
})
