import { store, unique } from "../../harness"
import { asShopper, createClient, createSite, placeOrder } from "../tenancy"
import type { SiteBody } from "../tenancy"

const PATHS = ["/store/regions", "/store/products", "/store/site", "/store/carts/cart_none", "/store/nothing"]

const codes = async (site: SiteBody): Promise<(string | undefined)[]> => {
  const answers = await Promise.all(PATHS.map((path) => asShopper(site, path)))
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([403]))
  return [...new Set(answers.map(({ body }) => body.code))]
}

const createCart = async (site: SiteBody): Promise<string> => {
  const body = { region_id: site.region_id }
  const answer = await asShopper<{ cart: { id: string } }>(site, "/store/carts", { method: "POST", body })
  expect(answer.status).toBe(200)
  return answer.body.cart.id
}

describe("a closed shop", () => {
  it("answers 403 with its reason from the next request on, and 200 once it is open again", async () => {
    const site = await createSite()
    const isOpen = async () => (await asShopper(site, "/store/regions")).status === 200
    const change = (path: string, fields: object) => store.admin.post(path, fields)
    const [ofSite, ofClient] = [`/admin/sites/${site.id}`, `/admin/clients/${site.client.id}`]
    expect(await isOpen()).toBe(true)

    await change(ofSite, { status: "inactive" })
    expect(await codes(site)).toEqual(["site_inactive"])
    await change(ofSite, { status: "draft" })
    expect(await codes(site)).toEqual(["site_not_active"])
    await change(ofClient, { is_active: false })
    expect(await codes(site)).toEqual(["client_inactive"])
    await change(ofSite, { status: "active" })
    expect(await codes(site)).toEqual(["client_inactive"])
    await change(ofClient, { is_active: true })
    expect(await isOpen()).toBe(true)
  })

  it("does not take an order either: neither a new cart nor one that was begun", async () => {
    const site = await createSite()
    const cart = await createCart(site)
    await store.admin.post(`/admin/clients/${site.client.id}`, { is_active: false })
    for (const path of ["/store/carts", `/store/carts/${cart}`, `/store/carts/${cart}/complete`]) {
      const { status, body } = await asShopper(site, path, { method: "POST", body: {} })
      expect({ status, code: body.code }).toEqual({ status: 403, code: "client_inactive" })
    }
  })

  it("closes no other shop", async () => {
    const { id: client_id } = await createClient()
    const [one, other, foreign] = [await createSite({ client_id }), await createSite({ client_id }), await createSite()]
    await store.admin.post(`/admin/sites/${one.id}`, { status: "inactive" })
    expect((await asShopper(other, "/store/regions")).status).toBe(200)
    await store.admin.post(`/admin/clients/${client_id}`, { is_active: false })
    expect((await asShopper(foreign, "/store/regions")).status).toBe(200)
  })
})

describe("a key that is no site's", () => {
  const createKey = async (channels: string[]): Promise<{ publishable_key: { token: string } }> => {
    const key = { title: unique("key"), type: "publishable" }
    const { body } = await store.admin.post<{ api_key: { id: string; token: string } }>("/admin/api-keys", key)
    await store.admin.post(`/admin/api-keys/${body.api_key.id}/sales-channels`, { add: channels })
    return { publishable_key: body.api_key }
  }
  const codeOf = async (key: { publishable_key: { token: string } }) => {
    const site = { ...(await createSite()), ...key } as SiteBody
    const { status, body } = await asShopper(site, "/store/products")
    return { status, code: body.code }
  }

  it("is refused, as Medusa's own default key is", async () => {
    const { rows } = await store.owner.query<{ token: string; channel: string }>(
      `select k.token, l.sales_channel_id as channel from api_key k
       join publishable_api_key_sales_channel l on l.publishable_key_id = k.id and l.deleted_at is null
       join store s on s.default_sales_channel_id = l.sales_channel_id`
    )
    expect(rows).toHaveLength(1)
    const [own] = rows
    const refused = { status: 403, code: "no_site" }
    expect(await codeOf({ publishable_key: { token: own?.token ?? "" } })).toEqual(refused)
    expect(await codeOf(await createKey([]))).toEqual(refused)
    expect(await codeOf(await createKey([own?.channel ?? ""]))).toEqual(refused)
  })

  it("is refused when it opens two sites at once, but a second key of one site is as good as the first", async () => {
    const [one, other] = [await createSite(), await createSite()]
    const both = await createKey([one.sales_channel_id, other.sales_channel_id])
    expect(await codeOf(both)).toEqual({ status: 403, code: "no_site" })
    expect((await codeOf(await createKey([one.sales_channel_id]))).status).toBe(200)
  })
})

describe("what belongs to another site", () => {
  it("is not there: carts, whatever is done with them", async () => {
    const [one, other] = [await createSite(), await createSite()]
    const cart = await createCart(one)
    expect((await asShopper(one, `/store/carts/${cart}`)).status).toBe(200)
    const line = { variant_id: "variant_1", quantity: 1 }
    const attempts: [method: string, path: string, body?: object][] = [
      ["GET", `/store/carts/${cart}`],
      ["GET", `/store/carts/${cart}/`],
      ["GET", `/STORE/Carts/${cart}`],
      ["GET", `/store/carts/${encodeURIComponent(cart).replace("c", "%63")}`],
      ["POST", `/store/carts/${cart}`, { email: "eve@example.com" }],
      ["POST", `/store/carts/${cart}/line-items`, line],
      ["POST", `/store/carts/${cart}/promotions`, { promo_codes: ["A"] }],
      ["POST", `/store/carts/${cart}/taxes`, {}],
      ["POST", `/store/carts/${cart}/complete`, {}],
      ["POST", "/store/payment-collections", { cart_id: cart }],
      ["GET", `/store/shipping-options?cart_id=${cart}`],
      ["POST", "/store/shipping-options/so_1/calculate", { cart_id: cart }],
    ]
    for (const [method, path, body] of attempts) {
      const answer = await asShopper(other, path, { method, ...(body ? { body } : {}) })
      expect([method, path, answer.status, answer.body.code]).toEqual([method, path, 404, "unknown_cart"])
    }
    const same = await asShopper(other, `/store/carts/${cart}`)
    const none = await asShopper(other, "/store/carts/cart_none")
    expect(JSON.stringify(same.body).replace(cart, "")).toBe(JSON.stringify(none.body).replace("cart_none", ""))
  })

  it("is not there: payment collections of its carts", async () => {
    const [one, other] = [await createSite(), await createSite()]
    const body = { cart_id: await createCart(one) }
    const made = await asShopper<{ payment_collection: { id: string } }>(one, "/store/payment-collections", {
      method: "POST",
      body,
    })
    expect(made.status).toBe(200)
    const path = `/store/payment-collections/${made.body.payment_collection.id}/payment-sessions`
    const pay = (site: SiteBody) =>
      asShopper(site, path, { method: "POST", body: { provider_id: "pp_system_default" } })
    expect(await pay(other)).toMatchObject({ status: 404, body: { code: "unknown_payment_collection" } })
    expect((await pay(one)).status).toBe(200)
  })

  it("is not there: orders", async () => {
    const [one, other] = [await createSite(), await createSite()]
    const order = await placeOrder(one)
    expect((await asShopper(one, `/store/orders/${order}`)).status).toBe(200)
    expect(await asShopper(other, `/store/orders/${order}`)).toMatchObject({
      status: 404,
      body: { code: "unknown_order" },
    })
    const transfer = await asShopper(other, `/store/orders/${order}/transfer/accept`, {
      method: "POST",
      body: { token: "t" },
    })
    expect(transfer).toMatchObject({ status: 404, body: { code: "unknown_order" } })
    const returned = { order_id: order, items: [], return_shipping: { option_id: "so_1" } }
    expect(await asShopper(other, "/store/returns", { method: "POST", body: returned })).toMatchObject({
      status: 404,
      body: { code: "unknown_order" },
    })
  })

  it("is not in a customer's list of orders, nor in what the customer is shown with", async () => {
    const [one, other] = [await createSite(), await createSite()]
    const email = `${unique("ada")}@example.com`
    const sdk = store.sdk(one.publishable_key.token)
    await sdk.auth.register("customer", "emailpass", { email, password: "enough-of-it" })
    const { customer } = await sdk.store.customer.create({ email })
    const token = await sdk.auth.login("customer", "emailpass", { email, password: "enough-of-it" })
    const ids = [await placeOrder(one), await placeOrder(other)]
    await store.owner.query(`update "order" set customer_id = $1 where id = any ($2)`, [customer.id, ids])
    const headers = { authorization: `Bearer ${token as string}` }
    for (const [site, id] of [
      [one, ids[0]],
      [other, ids[1]],
    ] as const) {
      const { body } = await asShopper<{ orders: { id: string }[] }>(site, "/store/orders", { headers })
      expect(body.orders.map((order) => order.id)).toEqual([id])
      const guessed = `/store/orders?id[]=${ids[0]}&id[]=${ids[1]}`
      const asked = await asShopper<{ orders: { id: string }[] }>(site, guessed, { headers })
      expect(asked.body.orders.map((order) => order.id)).toEqual([id])
      for (const fields of ["*orders", "id,*orders,+email", "orders.*"]) {
        for (const init of [{ headers }, { headers, method: "POST", body: {} }]) {
          const path = `/store/customers/me?fields=${encodeURIComponent(fields)}`
          const shown = await asShopper<{ customer: { orders: { id: string }[] } }>(site, path, init)
          expect(shown.body.customer.orders.map((order) => order.id)).toEqual([id])
        }
      }
    }
  })

  it("can't be reached by moving a cart to its channel", async () => {
    const [one, other] = [await createSite(), await createSite()]
    const cart = await createCart(one)
    for (const sales_channel_id of [other.sales_channel_id, null, "sc_none"]) {
      const answer = await asShopper(one, `/store/carts/${cart}`, { method: "POST", body: { sales_channel_id } })
      expect(answer).toMatchObject({ status: 400, body: { code: "sales_channel_mismatch" } })
    }
    const same = { sales_channel_id: one.sales_channel_id }
    expect((await asShopper(one, `/store/carts/${cart}`, { method: "POST", body: same })).status).toBe(200)
  })
})

describe("a new cart", () => {
  it("is in the region of its site, unless it names another", async () => {
    const site = await createSite({ currency_code: "eur" })
    const { region_id: other } = await createSite({ currency_code: "gbp" })
    const create = async (body: object) =>
      (await asShopper<{ cart: object }>(site, "/store/carts", { method: "POST", body })).body.cart
    const { region_id, sales_channel_id } = site
    expect(await create({})).toMatchObject({ region_id, sales_channel_id, currency_code: "eur" })
    expect(await create({ region_id: other })).toMatchObject({ region_id: other, currency_code: "gbp" })
  })
})
