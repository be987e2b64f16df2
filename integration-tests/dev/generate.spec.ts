import { execFile } from "node:child_process"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { createDraw, drawnInSql } from "../../dev/generate/draw"
import { createDatabase, startStore, type OwnStore, type TestDatabase } from "../harness"

const run = promisify(execFile)
const root = resolve(__dirname, "../..")
const SCALE = { clients: 3, sites: 9, products: 300, orders: 200 }
const FIRST_NUMBER = 1001

type Site = { id: string; token: string; sales_channel_id: string; region_id: string; orders: number }
type Order = {
  id: string
  display_id: number
  total: number
  payment_status: string
  summary: { paid_total: number; current_order_total: number }
  items: { product_id: string; variant_sku: string; quantity: number; unit_price: number }[]
  shipping_methods: { amount: number }[]
  shipping_address: { country_code: string }
}

/** A site of dollars with its orders, the one that sells most. */
const BUSIEST = `
  select s.id, k.token, s.sales_channel_id, s.region_id, o.orders
  from site s join api_key k on k.id = s.publishable_key_id
  join (select sales_channel_id, count(*)::int as orders from "order" group by 1) o on o.sales_channel_id = s.sales_channel_id
  where s.currency_code = 'usd' order by o.orders desc, s.id limit 1`

/** The tables of an order, each with the column that leads to it. */
const ORDER_TABLES = {
  order: "id",
  order_item: "order_id",
  order_summary: "order_id",
  order_shipping: "order_id",
  order_transaction: "order_id",
  order_payment_collection: "order_id",
}
const FURTHER_TABLES = {
  order_line_item: "id in (select item_id from order_item where order_id = $1)",
  order_shipping_method: "id in (select shipping_method_id from order_shipping where order_id = $1)",
  order_address: `id in (select shipping_address_id from "order" where id = $1)`,
  payment_collection: "id in (select payment_collection_id from order_payment_collection where order_id = $1)",
  payment_session:
    "payment_collection_id in (select payment_collection_id from order_payment_collection where order_id = $1)",
  payment: "payment_collection_id in (select payment_collection_id from order_payment_collection where order_id = $1)",
  capture: "id in (select reference_id from order_transaction where order_id = $1)",
  customer: `id in (select customer_id from "order" where id = $1)`,
}

let database: TestDatabase
let store: OwnStore
let site: Site

const generate = () => {
  const words = Object.entries(SCALE).flatMap(([name, count]) => [`--${name}`, String(count)])
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], DATABASE_DIRECT_URL: database.ownerUrl }
  return run(process.execPath, [join(root, "dev", "generate.mjs"), ...words], { cwd: root, env })
}

const read = async <Row>(text: string, values: unknown[] = []): Promise<Row[]> =>
  (await store.owner.query(text, values)).rows as Row[]

const get = async <Body>(path: string): Promise<Body> => {
  const answer = await store.request(path, { headers: { "x-publishable-api-key": site.token } })
  expect(answer.status).toBe(200)
  return (await answer.json()) as Body
}

/** Which columns of each table an order fills, and of what shape its JSON is. */
const shapeOf = async (orderId: string): Promise<Record<string, unknown>> => {
  const conditions = [
    ...Object.entries(ORDER_TABLES).map(([table, column]) => [table, `${column} = $1`]),
    ...Object.entries(FURTHER_TABLES),
  ]
  const shapes: Record<string, unknown> = {}
  for (const [table, condition] of conditions) {
    const [shape] = await read<{ filled: string[] }>(
      `select array_agg(distinct key || ':' || jsonb_typeof(value) order by key || ':' || jsonb_typeof(value)) as filled
       from "${table}" t, jsonb_each(to_jsonb(t)) where jsonb_typeof(value) <> 'null' and ${condition}`,
      [orderId]
    )
    shapes[table ?? ""] = shape?.filled
  }
  return shapes
}

const buyOne = async (): Promise<string> => {
  const sdk = store.sdk(site.token)
  const { products } = await get<{ products: { variants: { id: string; inventory_quantity: number }[] }[] }>(
    "/store/products?limit=20&fields=id,*variants,+variants.inventory_quantity"
  )
  const variant = products.flatMap(({ variants }) => variants).find((each) => each.inventory_quantity > 0)
  const address = { first_name: "Ada", last_name: "Byron", address_1: "1 Main Street", city: "San Francisco" }
  const place = { ...address, country_code: "us", postal_code: "94105" }
  const { cart } = await sdk.store.cart.create({ region_id: site.region_id })
  await sdk.store.cart.createLineItem(cart.id, { variant_id: variant?.id ?? "", quantity: 1 })
  await sdk.store.cart.update(cart.id, { email: "ada@example.com", shipping_address: place, billing_address: place })
  const { shipping_options } = await sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const ready = await sdk.store.cart.addShippingMethod(cart.id, { option_id: shipping_options[0]?.id ?? "" })
  await sdk.store.payment.initiatePaymentSession(ready.cart, { provider_id: "pp_system_default" })
  const completed = await sdk.store.cart.complete(cart.id)
  if (completed.type !== "order") throw new Error(completed.error.message)
  return completed.order.id
}

beforeAll(async () => {
  database = await createDatabase()
  await generate()
  store = await startStore({ database })
  const [busiest] = await read<Site>(BUSIEST)
  if (!busiest) throw new Error("No generated site sells in dollars")
  site = busiest
}, 180_000)

afterAll(async () => {
  await store.stop()
  await database.drop()
})

describe("npm run dev:generate", () => {
  it("makes exactly as much as was asked for", async () => {
    const counts = await read(
      `select (select count(*)::int from client) as clients, (select count(*)::int from site) as sites,
        (select count(*)::int from product) as products, (select count(*)::int from "order") as orders`
    )
    expect(counts).toEqual([SCALE])
    expect(
      await read("select from catalog_item i join feed_run r using (catalog_id) where r.state <> 'completed'")
    ).toEqual([])
  })

  it("draws the same numbers in SQL as in its own code, so that a seed always makes the same world", async () => {
    const drawn = await read<{ drawn: number }>(
      `select ${drawnInSql("'order ' || n")} as drawn from generate_series(1, 20) as n order by n`,
      ["7"]
    )
    const draw = createDraw(7)
    expect(drawn.map((row) => row.drawn)).toEqual(Array.from({ length: 20 }, (_, place) => draw(`order ${place + 1}`)))
  })

  it("refuses a database that has generated data, and changes nothing", async () => {
    await expect(generate()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("has generated data already (3 clients)"),
    })
    expect(await read("select from client")).toHaveLength(SCALE.clients)
  })

  it("spreads the orders over three years and numbers them per site without a gap or a double", async () => {
    const sites = await read<{ orders: number; first: number; last: number; numbers: number; counter: number }>(
      `select count(*)::int as orders, min(display_id) as first, max(display_id) as last,
         count(distinct display_id)::int as numbers, min(c.last_number) as counter
       from "order" o join order_counter c on c.sales_channel_id = o.sales_channel_id and c.document = 'order'
       group by o.sales_channel_id`
    )
    for (const { orders, first, last, numbers, counter } of sites) {
      expect([first, numbers, last, counter]).toEqual([
        FIRST_NUMBER,
        orders,
        FIRST_NUMBER + orders - 1,
        FIRST_NUMBER + orders - 1,
      ])
    }
    const years = await read(`select from "order" group by date_trunc('year', created_at)`)
    expect(years.length).toBeGreaterThanOrEqual(3)
    const [order] = await read<{ in_time_order: boolean }>(
      `select bool_and(created_at >= former) as in_time_order from (
         select created_at, lag(created_at) over (partition by sales_channel_id order by display_id) as former from "order") o`
    )
    expect(order?.in_time_order).toBe(true)
  })

  it("makes orders that the Admin API lists and shows with exact totals", async () => {
    const { body: list } = await store.admin.get<{ orders: Order[]; count: number }>(
      `/admin/orders?limit=200&sales_channel_id[]=${site.sales_channel_id}`
    )
    expect(list.count).toBe(site.orders)
    for (const { id } of list.orders.slice(0, 5)) {
      const { body } = await store.admin.get<{ order: Order }>(`/admin/orders/${id}`)
      const { order } = body
      const cents = order.items.reduce((sum, each) => sum + Math.round(each.unit_price * 100) * each.quantity, 0)
      const shippingCents = Math.round((order.shipping_methods[0]?.amount ?? 0) * 100)
      expect(Math.round(order.total * 100)).toBe(cents + shippingCents)
      expect(order.summary).toMatchObject({ paid_total: order.total, current_order_total: order.total })
      expect(order.payment_status).toBe("captured")
      expect(order.shipping_address.country_code).toBe("us")
      expect(order.items.every((item) => /^[A-Z]{3}-\d{6}(-[SML])?$/.test(item.variant_sku))).toBe(true)
    }
  })

  it("makes products that the site's shoppers see with their own codes and prices", async () => {
    type Product = { handle: string; variants: { sku: string; calculated_price: { calculated_amount: number } }[] }
    const { products, count } = await get<{ products: Product[]; count: number }>(
      `/store/products?limit=5&region_id=${site.region_id}&fields=handle,*variants,*variants.calculated_price`
    )
    const [shown] = await read<{ count: number }>(
      "select count(*)::int as count from product_sales_channel where sales_channel_id = $1 and deleted_at is null",
      [site.sales_channel_id]
    )
    expect(count).toBe(shown?.count)
    expect(products).toHaveLength(5)
    for (const { handle, variants } of products) {
      expect(handle).not.toMatch(/^g[0-9a-f]{7}-/)
      expect(variants.every(({ sku }) => /^[A-Z]{3}-\d{6}(-[SML])?$/.test(sku))).toBe(true)
      expect(variants.every((each) => each.calculated_price.calculated_amount > 0)).toBe(true)
    }
  })

  it("lets the next checkout take the next number, and its orders are of the shape of a real one", async () => {
    const bought = await buyOne()
    const { body } = await store.admin.get<{
      order: { display_id: number; payment_collections: { payments: { id: string }[] }[] }
    }>(`/admin/orders/${bought}?fields=display_id,payment_collections.payments.id`)
    expect(body.order.display_id).toBe(FIRST_NUMBER + site.orders)
    await store.admin.post(`/admin/payments/${body.order.payment_collections[0]?.payments[0]?.id}/capture`)

    const [generated] = await read<{ id: string }>(
      `select id from "order" where sales_channel_id = $1 and id <> $2 order by created_at limit 1`,
      [site.sales_channel_id, bought]
    )
    const real = await shapeOf(bought)
    // The person who captured it; generated payments were captured by nobody.
    real["capture"] = (real["capture"] as string[]).filter((column) => column !== "created_by:string")
    expect(await shapeOf(generated?.id ?? "")).toEqual(real)
  })
})
