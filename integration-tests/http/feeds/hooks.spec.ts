import { createHmac } from "node:crypto"
import { store, unique } from "../../harness"
import { createFeed, until, type FeedBody, type FeedRunBody } from "./feeds"

type Secret = { hook_secret: string; path: string }

const secretOf = async (feed: FeedBody): Promise<Secret> => {
  const answer = await store.admin.post<Secret>(`/admin/feeds/${feed.id}/hook-secret`)
  expect(answer.status).toBe(201)
  return answer.body
}

const nowS = (): number => Math.floor(Date.now() / 1000)

const signed = (secret: string, body: string, timestamp = nowS()) => ({
  "content-type": "application/json",
  "x-galleria-timestamp": String(timestamp),
  "x-galleria-signature": `sha256=${createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex")}`,
})

const call = async (feedId: string, body: string, headers: Record<string, string>) => {
  const response = await store.request(`/hooks/feeds/${feedId}`, { method: "POST", body, headers })
  return { status: response.status, body: (await response.json()) as { code?: string; feed_run: FeedRunBody } }
}

/** A feed whose file does not exist: its run fails, which is a run all the same. */
const createHookedFeed = async () => {
  const feed = await createFeed({ settings: { file_key: unique("none.csv") }, default_mode: "full" })
  return { feed, secret: (await secretOf(feed)).hook_secret }
}

describe("POST /hooks/feeds/:id", () => {
  it("starts a delta for whoever signs with the feed's secret", async () => {
    const { feed, secret } = await createHookedFeed()
    const body = '{"changed":  ["A"]}'
    const answer = await call(feed.id, body, signed(secret, body))
    expect(answer).toMatchObject({ status: 202, body: { feed_run: { state: "queued" } } })
    expect(await until(answer.body.feed_run.id, "failed")).toMatchObject({
      trigger: "webhook",
      mode: "delta",
      feed_id: feed.id,
    })
  })

  it("starts one delta for many calls while it waits for its turn", async () => {
    const { feed, secret } = await createHookedFeed()
    await store.owner.query(
      `insert into feed_run (id, catalog_id, state, source) values ($1, $2, 'reading', '{"type": "file"}')`,
      [unique("run"), feed.catalog_id]
    )
    const bodies = ["A", "B", "C"].map((sku) => JSON.stringify({ changed: [sku] }))
    const answers = await Promise.all(bodies.map((body) => call(feed.id, body, signed(secret, body))))
    expect(answers).toMatchObject(Array(3).fill({ status: 202, body: { feed_run: { state: "queued" } } }))
    expect(new Set(answers.map(({ body }) => body.feed_run.id)).size).toBe(1)
    await store.owner.query("update feed_run set state = 'cancelled' where catalog_id = $1", [feed.catalog_id])
  })

  it("takes each call once, however its signature is spelt", async () => {
    const { feed, secret } = await createHookedFeed()
    const headers = signed(secret, "{}")
    expect(await call(feed.id, "{}", headers)).toMatchObject({ status: 202 })
    expect(await call(feed.id, "{}", headers)).toMatchObject({ status: 401, body: { code: "replayed_call" } })
    const spelt = { ...headers, "x-galleria-signature": headers["x-galleria-signature"].toUpperCase() }
    expect(await call(feed.id, "{}", spelt)).toMatchObject({ status: 401, body: { code: "replayed_call" } })
  })

  it.each([
    ["another secret", (secret: string) => signed(`${secret}x`, "{}")],
    ["another body", (secret: string) => signed(secret, "{ }")],
    ["a time long past", (secret: string) => signed(secret, "{}", nowS() - 301)],
    ["a time to come", (secret: string) => signed(secret, "{}", nowS() + 301)],
    [
      "another time than was signed",
      (secret: string) => ({ ...signed(secret, "{}"), "x-galleria-timestamp": String(nowS() - 1) }),
    ],
    ["no time", (secret: string) => ({ ...signed(secret, "{}"), "x-galleria-timestamp": "" })],
    ["no signature", (): Record<string, string> => ({ "content-type": "application/json" })],
  ])("refuses %s", async (_, headersOf) => {
    const { feed, secret } = await createHookedFeed()
    expect(await call(feed.id, "{}", headersOf(secret))).toMatchObject({ status: 401, body: { code: "bad_signature" } })
    const runs = await store.admin.get<{ count: number }>(`/admin/feed-runs?feed_id=${feed.id}`)
    expect(runs.body.count).toBe(0)
  })

  it("answers alike for a feed that does not exist, one without a secret, and one whose secret was renewed", async () => {
    const { feed, secret } = await createHookedFeed()
    await secretOf(feed)
    const bare = await createFeed()
    for (const id of [feed.id, bare.id, unique("feed")])
      expect(await call(id, "{}", signed(secret, "{}"))).toMatchObject({ status: 401, body: { code: "bad_signature" } })
  })

  it("can be called again when the run was refused", async () => {
    const { feed, secret } = await createHookedFeed()
    await store.admin.post(`/admin/feeds/${feed.id}`, { is_active: false })
    const headers = signed(secret, "{}")
    expect(await call(feed.id, "{}", headers)).toMatchObject({ status: 400, body: { code: "feed_inactive" } })
    await store.admin.post(`/admin/feeds/${feed.id}`, { is_active: true })
    expect(await call(feed.id, "{}", headers)).toMatchObject({ status: 202 })
  })

  it("refuses a body that is too large, before it is read", async () => {
    const { feed, secret } = await createHookedFeed()
    const body = JSON.stringify("x".repeat(70_000))
    const response = await store.request(`/hooks/feeds/${feed.id}`, {
      method: "POST",
      body,
      headers: signed(secret, body),
    })
    expect(response.status).toBeGreaterThanOrEqual(400)
  })
})

describe("the secret of a feed's hook", () => {
  it("is shown once, and is in no answer and no table afterwards", async () => {
    const { feed, secret } = await createHookedFeed()
    expect(secret).toMatch(/^whsec_[\w-]{43}$/)
    const answer = await store.admin.get<{ feed: FeedBody }>(`/admin/feeds/${feed.id}`)
    expect(answer.body.feed.has_hook_secret).toBe(true)
    expect(JSON.stringify(answer.body)).not.toContain(secret)
    const { rows } = await store.owner.query("select * from feed where id = $1", [feed.id])
    expect(JSON.stringify(rows)).not.toContain(secret)
    expect(store.output()).not.toContain(secret)
  })

  it("is made for existing feeds, by a user", async () => {
    expect(await store.admin.post(`/admin/feeds/${unique("feed")}/hook-secret`)).toMatchObject({ status: 404 })
    expect((await store.request("/admin/feeds/x/hook-secret", { method: "POST" })).status).toBe(401)
  })
})
