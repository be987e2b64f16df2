import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import {
  copySources,
  describeWith,
  sharedDatabase,
  startRedis,
  startStore,
  unique,
  type OwnStore,
  type RedisServer,
} from "../harness"
import { createCatalog, createClient, fillCart, importInto, openShop } from "./storefront/shop"

// Two processes start, in 4 s each on a free machine.
jest.setTimeout(240_000)

const NAMES = ["client.created", "client.updated", "client.deleted", "site.created", "site.updated", "site.deleted"]
const DEADLINE_MS = 30_000

/** A subscriber as a developer adds one: it writes what it was told into the log. */
const OBSERVER = `
export default async function observe({ event, container }) {
  container.resolve("logger").info("observed " + event.name + " " + event.data.id)
}
export const config = { event: ${JSON.stringify(NAMES)} }
`

/** A subscriber as one that mails a confirmation: it reads the order that the event names. */
const MAILER = `
export default async function mail({ event, container }) {
  const { data } = await container.resolve("query").graph({
    entity: "order",
    fields: ["display_id", "email", "items.title", "items.variant_sku", "items.variant_barcode", "items.product_handle"],
    filters: { id: event.data.id },
  })
  container.resolve("logger").info("mailed " + event.data.id + " " + JSON.stringify(data[0].items.map((item) => [
    item.title, item.variant_sku, item.variant_barcode, item.product_handle,
  ])))
}
export const config = { event: "order.placed" }
`

describeWith("redis-server")("what a server does, told over Redis to the subscribers of a worker", () => {
  let redis: RedisServer
  let server: OwnStore
  let worker: OwnStore

  beforeAll(async () => {
    redis = await startRedis()
    const build = copySources()
    writeFileSync(join(build, "src", "subscribers", "observe.ts"), OBSERVER)
    writeFileSync(join(build, "src", "subscribers", "mail.ts"), MAILER)
    const input = { database: sharedDatabase, build, env: { REDIS_URL: redis.url } }
    server = await startStore({ ...input, workerMode: "server" })
    worker = await startStore({ ...input, workerMode: "worker" })
  })
  afterAll(async () => {
    await server.stop()
    await worker.stop()
    await redis.stop()
  })

  /** Waits for a line of the worker's log. */
  const told = async (line: string): Promise<string> => {
    const deadline = Date.now() + DEADLINE_MS
    for (;;) {
      const found = worker
        .output()
        .split("\n")
        .find((entry) => entry.includes(line))
      if (found !== undefined) return found
      if (Date.now() > deadline) throw new Error(`The worker was not told "${line}"`)
      await pause(50)
    }
  }
  const timesTold = (line: string): number => worker.output().split(line).length - 1

  it("are clients and sites that are created, changed and deleted, each once", async () => {
    const name = unique("observed")
    const { client } = (await server.admin.post<{ client: { id: string } }>("/admin/clients", { name, slug: name }))
      .body
    const { site } = (
      await server.admin.post<{ site: { id: string } }>("/admin/sites", {
        client_id: client.id,
        name,
        currency_code: "usd",
      })
    ).body
    await server.admin.post(`/admin/clients/${client.id}`, { name: `${name} renamed` })
    await server.admin.post(`/admin/sites/${site.id}`, { status: "active" })
    await server.admin.delete(`/admin/clients/${client.id}`)

    const lines = NAMES.map((event) => `observed ${event} ${event.startsWith("client") ? client.id : site.id}`)
    for (const line of lines) await told(line)
    for (const line of lines) expect({ line, times: timesTold(line) }).toEqual({ line, times: 1 })
  })

  it("are not what was refused", async () => {
    const name = unique("refused")
    const { client } = (await server.admin.post<{ client: { id: string } }>("/admin/clients", { name, slug: name }))
      .body
    const wrong = { client_id: client.id, name, currency_code: "usd", catalog_id: "catalog_none" }
    expect((await server.admin.post("/admin/sites", wrong)).status).toBe(400)
    const before = timesTold("observed site.created")
    const right = { ...wrong, catalog_id: undefined }
    const { site } = (await server.admin.post<{ site: { id: string } }>("/admin/sites", right)).body
    await told(`observed site.created ${site.id}`)
    expect(timesTold("observed site.created") - before).toBe(1)
  })

  it("is an order, from which a mail reads the items' own codes", async () => {
    const clientId = await createClient()
    const catalog = await createCatalog(clientId)
    await importInto(catalog.id, ["sku,name,handle,barcode,price:usd,stock", "MUG-7,Mug,mug,4006381333931,12.50,9"])
    const shop = await openShop(clientId, catalog.id)
    const { products } = await shop.sdk.store.product.list({ fields: "*variants" })
    const cart = await fillCart(shop, products[0]?.variants?.[0]?.id ?? "")
    const response = await server.request(`/store/carts/${cart.id}/complete`, {
      method: "POST",
      headers: { "x-publishable-api-key": shop.key },
    })
    const { order } = (await response.json()) as { order: { id: string } }
    const mailed = await told(`mailed ${order.id}`)
    expect(mailed.replaceAll("\\", "")).toContain('[["Mug","MUG-7","4006381333931","mug"]]')
    expect(mailed).not.toContain(catalog.key)
  })
})
