import { createHmac } from "node:crypto"
import { createServer, type IncomingHttpHeaders, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import { type OwnStore, startStore, store, unique } from "../../harness"
import { fileForm } from "../catalogs/imports"
import { asNobody } from "../tenancy"
import { eventually } from "./eventually"
import { createFeed, itemLines, runFile } from "./feeds"

type Told = { headers: IncomingHttpHeaders; body: string }
type Delivery = {
  id: string
  event: string
  state: string
  attempts: number
  status_code: number | null
  error: string | null
}

const ALL = ["feed-run.awaiting_approval", "feed-run.completed", "feed-run.failed", "feed-run.cancelled"]

let own: OwnStore
let listener: Server
let url: string
const told: Told[] = []
const answers: number[] = []

beforeAll(async () => {
  listener = createServer((req, res) => {
    let body = ""
    req.on("data", (part: Buffer) => (body += part.toString()))
    req.on("end", () => {
      told.push({ headers: req.headers, body })
      res.writeHead(answers.shift() ?? 200).end()
    })
  })
  await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done))
  url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/told`
  own = await startStore({ env: { FEEDS_ALLOW_PRIVATE_ADDRESSES: "127.0.0.1", FEED_RETRY_BASE_MS: "50" } })
})

afterAll(async () => {
  listener.close()
  await own.stop()
})

beforeEach(() => {
  told.length = 0
  answers.length = 0
})

const register = async (events = ALL) => {
  const answer = await own.admin.post<{ webhook: { id: string; secret: string } }>("/admin/webhooks", { url, events })
  expect(answer.status).toBe(201)
  return answer.body.webhook
}

const importInto = async (lines: string[]): Promise<string> => {
  const { body } = await own.admin.post<{ catalog: { id: string } }>("/admin/catalogs", {
    name: unique("catalog"),
    type: "erp",
  })
  const answer = await own.admin.post<{ feed_run: { id: string } }>(
    `/admin/catalogs/${body.catalog.id}/imports`,
    fileForm(lines.join("\n"))
  )
  return answer.body.feed_run.id
}

const deliveriesOf = async (id: string): Promise<Delivery[]> =>
  (await own.admin.get<{ deliveries: Delivery[] }>(`/admin/webhooks/${id}/deliveries`)).body.deliveries

/** Expects that a message was signed with the secret, within the last minute. */
const expectSigned = (message: Told | undefined, secret: string): void => {
  const timestamp = String(message?.headers["x-galleria-timestamp"])
  const expected = createHmac("sha256", secret)
    .update(`${timestamp}.${message?.body ?? ""}`)
    .digest("hex")
  expect(message?.headers["x-galleria-signature"]).toBe(`sha256=${expected}`)
  expect(Math.abs(Date.now() / 1000 - Number(timestamp))).toBeLessThan(60)
}

describe("a webhook", () => {
  it("is told, signed, when a run has ended", async () => {
    const webhook = await register(["feed-run.completed"])
    const runId = await importInto(itemLines(3))
    const [message] = await eventually(
      () => told,
      (all) => all.length > 0
    )
    expectSigned(message, webhook.secret)
    expect(JSON.parse(message?.body ?? "")).toMatchObject({
      event: "feed-run.completed",
      feed_run: { id: runId, state: "completed", rows_created: 3, plan: { create: 3 } },
    })
    await eventually(
      () => deliveriesOf(webhook.id),
      ([delivery]) => delivery?.state === "delivered"
    )
    await own.admin.delete(`/admin/webhooks/${webhook.id}`)
  })

  it("is told, signed, when a run waits for a person", async () => {
    const feed = await createFeed({}, own)
    await runFile(feed, itemLines(10), {}, own)
    const webhook = await register(["feed-run.awaiting_approval"])
    const run = await runFile(feed, itemLines(5), { mode: "full" }, own)
    const [message] = await eventually(
      () => told,
      (all) => all.length > 0
    )
    expectSigned(message, webhook.secret)
    expect(message?.headers["x-galleria-event"]).toBe("feed-run.awaiting_approval")
    expect(JSON.parse(message?.body ?? "")).toMatchObject({
      event: "feed-run.awaiting_approval",
      feed_run: {
        id: run.id,
        feed_id: feed.id,
        state: "awaiting_approval",
        rows_deactivated: 0,
        plan: { deactivate: 5 },
        findings: [{ code: "too_many_deactivated" }],
      },
    })
    await eventually(
      () => deliveriesOf(webhook.id),
      ([delivery]) => delivery?.state === "delivered"
    )
    expect(told).toHaveLength(1)
    await own.admin.delete(`/admin/webhooks/${webhook.id}`)
  })

  it("is told again until it listens, and once more when somebody asks for it", async () => {
    const webhook = await register(["feed-run.failed"])
    answers.push(500, 302, 200)
    await importInto(["no,columns,of,ours", "1,2,3,4"])
    const [delivery] = await eventually(
      () => deliveriesOf(webhook.id),
      ([first]) => first?.state === "delivered"
    )
    expect(delivery).toMatchObject({ attempts: 3, status_code: 200, error: null, event: "feed-run.failed" })
    expect(told.map(({ body }) => body)).toEqual(Array(3).fill(told[0]?.body))
    const path = `/admin/webhooks/${webhook.id}/deliveries/${delivery?.id ?? ""}/redeliver`
    expect(await own.admin.post(path)).toMatchObject({ status: 202 })
    await eventually(
      () => told,
      (all) => all.length === 4
    )
    expect(await own.admin.post(`/admin/webhooks/${webhook.id}/deliveries/none/redeliver`)).toMatchObject({
      status: 404,
      body: { code: "unknown_delivery" },
    })
    await own.admin.delete(`/admin/webhooks/${webhook.id}`)
  })

  it("is told nothing that it did not ask for, nothing while it is off, and nothing after it was deleted", async () => {
    const [other, off, gone] = [await register(["feed-run.failed"]), await register(), await register()]
    expect(await own.admin.post(`/admin/webhooks/${off.id}`, { is_active: false })).toMatchObject({
      body: { webhook: { is_active: false } },
    })
    expect(await own.admin.delete(`/admin/webhooks/${gone.id}`)).toMatchObject({ status: 200 })
    const witness = await register(["feed-run.completed"])
    await importInto(itemLines(1))
    await eventually(
      () => deliveriesOf(witness.id),
      ([delivery]) => delivery?.state === "delivered"
    )
    expect(await deliveriesOf(other.id)).toEqual([])
    expect(await deliveriesOf(off.id)).toEqual([])
    expect(told).toHaveLength(1)
  })

  it("keeps its secret to itself after it was shown once", async () => {
    const webhook = await register()
    const one = await own.admin.get(`/admin/webhooks/${webhook.id}`)
    const list = await own.admin.get("/admin/webhooks")
    const { rows } = await own.owner.query("select * from webhook")
    expect(JSON.stringify([one.body, list.body, rows])).not.toContain(webhook.secret)
    expect(one).toMatchObject({ status: 200, body: { webhook: { id: webhook.id, url, events: ALL } } })
  })
})

describe("/admin/webhooks", () => {
  it.each([
    ["a private address", { url: "https://10.0.0.1/x" }],
    ["loopback", { url: "http://127.0.0.1:1/x" }],
    ["plain http", { url: "http://example.com/x" }],
    ["no address", { url: "mailto:x" }],
    ["an unknown event", { events: ["order.placed"] }],
    ["no event", { events: [] }],
    ["a secret of somebody's own", { secret: "x" }],
  ])("refuses %s", async (_, fields) => {
    const body = { url: "https://example.com/x", events: ["feed-run.failed"], ...fields }
    expect(await store.admin.post("/admin/webhooks", body)).toMatchObject({ status: 400 })
  })

  it("answers 404 for a webhook that does not exist", async () => {
    const path = `/admin/webhooks/${unique("webhook")}`
    for (const answer of [
      await store.admin.get(path),
      await store.admin.post(path, {}),
      await store.admin.delete(path),
      await store.admin.get(`${path}/deliveries`),
      await store.admin.post(`${path}/deliveries/x/redeliver`),
    ])
      expect(answer).toMatchObject({ status: 404, body: { code: "unknown_webhook" } })
  })

  it.each([
    ["GET", "/admin/webhooks"],
    ["POST", "/admin/webhooks"],
    ["GET", "/admin/webhooks/x"],
    ["DELETE", "/admin/webhooks/x"],
    ["GET", "/admin/webhooks/x/deliveries"],
    ["POST", "/admin/webhooks/x/deliveries/y/redeliver"],
  ])("answers nobody at %s %s", async (method, path) => {
    expect(await asNobody(method, path)).toBe(401)
  })
})
