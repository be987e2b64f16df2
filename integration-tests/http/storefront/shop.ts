import type Medusa from "@medusajs/js-sdk"
import { setTimeout as pause } from "node:timers/promises"
import { store, unique } from "../../harness"

/** A client's catalog as the Admin API shows it. */
export type Catalog = { id: string; key: string }

/** An open site of a client, and the SDK that speaks with its key. */
export type Shop = {
  id: string
  key: string
  client_id: string
  region_id: string
  sales_channel_id: string
  sdk: Medusa
  /** The Store API's answer to a GET with the site's key. */
  get<Body>(path: string): Promise<{ status: number; body: Body }>
  /** The same for a POST. */
  post<Body>(path: string, body: unknown): Promise<{ status: number; body: Body }>
}

const IMPORT_TIMEOUT_MS = 30_000

const created = async <Body>(path: string, body: unknown): Promise<Body> => {
  const answer = await store.admin.post<Body>(path, body)
  if (answer.status >= 300) throw new Error(`POST ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Creates a client and answers its id. */
export const createClient = async (): Promise<string> => {
  const name = unique("client")
  return (await created<{ client: { id: string } }>("/admin/clients", { name, slug: name })).client.id
}

/** Creates a catalog of the client, or a shared one. */
export const createCatalog = async (clientId: string | null): Promise<Catalog> => {
  const { catalog } = await created<{ catalog: { id: string } }>("/admin/catalogs", {
    name: unique("catalog"),
    type: "manual",
    client_id: clientId,
  })
  const { rows } = await store.owner.query<Catalog>("select id, key from catalog where id = $1", [catalog.id])
  if (!rows[0]) throw new Error(`The catalog ${catalog.id} is not in the database`)
  return rows[0]
}

/** Imports the lines of a CSV file and waits for the end of the run. */
export const importInto = async (catalogId: string, lines: string[]): Promise<void> => {
  const form = new FormData()
  form.set("file", new Blob([lines.join("\n")], { type: "text/csv" }), "items.csv")
  const { feed_run } = await created<{ feed_run: { id: string } }>(`/admin/catalogs/${catalogId}/imports`, form)
  const deadline = Date.now() + IMPORT_TIMEOUT_MS
  for (;;) {
    const { rows } = await store.owner.query<{ state: string; rows_rejected: number; error: unknown }>(
      "select state, rows_rejected, error from feed_run where id = $1",
      [feed_run.id]
    )
    if (rows[0]?.state === "completed" && rows[0].rows_rejected === 0) return
    if (!rows[0] || rows[0].state === "failed" || rows[0].rows_rejected > 0 || Date.now() > deadline) {
      throw new Error(`The import ended badly: ${JSON.stringify(rows[0])}`)
    }
    await pause(100)
  }
}

/** Opens a site of the client that sells the catalog. */
export const openShop = async (clientId: string, catalogId: string, currencyCode = "usd"): Promise<Shop> => {
  const { site } = await created<{
    site: { id: string; region_id: string; sales_channel_id: string; publishable_key: { token: string } }
  }>("/admin/sites", {
    client_id: clientId,
    name: unique("site"),
    status: "active",
    currency_code: currencyCode,
    catalog_id: catalogId,
  })
  const key = site.publishable_key.token
  const headers = { "x-publishable-api-key": key, "content-type": "application/json" }
  const answer = async <Body>(response: Response) => {
    const text = await response.text()
    if (!text.startsWith("{")) throw new Error(`${response.url} answered ${response.status}: ${text.slice(0, 500)}`)
    return { status: response.status, body: JSON.parse(text) as Body }
  }
  return {
    id: site.id,
    key,
    client_id: clientId,
    region_id: site.region_id,
    sales_channel_id: site.sales_channel_id,
    sdk: store.sdk(key),
    get: async (path) => answer(await store.request(path, { headers })),
    post: async (path, body) =>
      answer(await store.request(path, { headers, method: "POST", body: JSON.stringify(body) })),
  }
}

/** Excludes items from a site by their sku. */
export const exclude = (shop: Shop, skus: string[]): Promise<unknown> =>
  created(`/admin/sites/${shop.id}/exclusions`, { add: skus.map((sku) => ({ sku, reason: "not for this site" })) })

/** A place that each market ships to, by currency. */
export const ADDRESSES: Record<string, { country_code: string; postal_code: string; city: string }> = {
  usd: { country_code: "us", postal_code: "94105", city: "San Francisco" },
  eur: { country_code: "de", postal_code: "10115", city: "Berlin" },
  gbp: { country_code: "gb", postal_code: "SW1A 1AA", city: "London" },
}

/** Fills a guest's cart with one piece of a variant until only the order is missing, with the SDK alone. */
export const fillCart = async (shop: Shop, variantId: string, currencyCode = "usd") => {
  const { cart } = await shop.sdk.store.cart.create({ region_id: shop.region_id })
  await shop.sdk.store.cart.createLineItem(cart.id, { variant_id: variantId, quantity: 1 })
  const address = { first_name: "Ada", last_name: "Byron", address_1: "1 Main Street", ...ADDRESSES[currencyCode] }
  await shop.sdk.store.cart.update(cart.id, {
    email: "ada@example.com",
    shipping_address: address,
    billing_address: address,
  })
  const { shipping_options } = await shop.sdk.store.fulfillment.listCartOptions({ cart_id: cart.id })
  const { cart: ready } = await shop.sdk.store.cart.addShippingMethod(cart.id, {
    option_id: shipping_options[0]?.id ?? "",
  })
  await shop.sdk.store.payment.initiatePaymentSession(ready, { provider_id: "pp_system_default" })
  return ready
}

/** Buys one piece of a variant as a guest does, and answers the order and the cart that it came from. */
export const buy = async (shop: Shop, variantId: string, currencyCode = "usd") => {
  const cart = await fillCart(shop, variantId, currencyCode)
  const completed = await shop.sdk.store.cart.complete(cart.id)
  if (completed.type !== "order") throw new Error(`The cart was not completed: ${completed.error.message}`)
  return { order: completed.order, cart }
}
