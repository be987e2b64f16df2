import { createServer, type Server } from "node:http"
import type { AddressInfo } from "node:net"
import {
  createDatabase,
  describeWith,
  type OwnStore,
  type RedisServer,
  startRedis,
  startStore,
  type TestDatabase,
  unique,
} from "../../harness"
import { eventually } from "./eventually"
import { createFeed, type FeedBody, type FeedRunBody, itemLines, runFile, upload } from "./feeds"

// Redis is away and comes back, twice, and each time the tables are looked at before long.
jest.setTimeout(240_000)

/** A bus that does not answer is waited for 2 s; the rest is for a machine that has other work. */
const PROMPT_MS = 15_000

/** Jobs are scheduled again, look, and take over what nobody has moved for 30 s. */
const RECOVERY_MS = 150_000

type Run = { state: string; rows_created: number; rows_deactivated: number }

describeWith("redis-server")("with Redis down", () => {
  let own: OwnStore
  let database: TestDatabase
  let redis: RedisServer
  let listener: Server
  const heard: string[] = []
  let cookie: string
  let feed: FeedBody
  let waiting: FeedRunBody
  let unwanted: FeedRunBody
  let other: FeedRunBody
  let failed: FeedRunBody
  const goesOn: string[] = []

  const startOwn = (): Promise<OwnStore> => {
    const env = { REDIS_URL: redis.url, LOOPBACK_HTTP: "true", FEEDS_ALLOW_PRIVATE_ADDRESSES: "127.0.0.1" }
    return startStore({ env, database })
  }

  /** A run that would switch off half of its catalog's items, and so waits. */
  const makeWaitingRun = async (): Promise<FeedRunBody> => {
    const fed = await createFeed({}, own)
    await runFile(fed, itemLines(10), {}, own)
    const run = await runFile(fed, itemLines(5), { mode: "full" }, own)
    expect(run.state).toBe("awaiting_approval")
    return run
  }

  const openSession = async (): Promise<string> => {
    const signIn = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(own.login) }
    const { token } = (await (await own.request("/auth/user/emailpass", signIn)).json()) as { token: string }
    const headers = { authorization: `Bearer ${token}` }
    const opened = await own.request("/auth/session", { method: "POST", headers })
    return opened.headers.getSetCookie()[0]?.split(";")[0] ?? ""
  }

  const promptly = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const startedAt = Date.now()
    const answer = await work()
    expect(Date.now() - startedAt).toBeLessThan(PROMPT_MS)
    return answer
  }

  const decide = (run: FeedRunBody, decision: "approve" | "cancel" | "retry") =>
    promptly(() => own.admin.post<{ feed_run: FeedRunBody }>(`/admin/feed-runs/${run.id}/${decision}`))

  /** How the runs that were to go on have ended, the one that is recorded first before the others. */
  const outcomes = () => {
    const query = "select state, rows_created, rows_deactivated from feed_run where id = any ($1) order by created_at"
    const read = async () => (await own.owner.query<Run>(query, [goesOn])).rows
    return eventually(read, (runs) => runs.every(({ state }) => ["completed", "failed"].includes(state)), RECOVERY_MS)
  }

  beforeAll(async () => {
    listener = createServer((req, res) => {
      req.on("data", (part: Buffer) => heard.push((JSON.parse(part.toString()) as { event: string }).event))
      req.on("end", () => res.writeHead(200).end())
    })
    await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done))
    redis = await startRedis()
    database = await createDatabase()
    own = await startOwn()
    const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`
    await own.admin.post("/admin/webhooks", { url, events: ["feed-run.cancelled"] })
    feed = await createFeed({}, own)
    waiting = await makeWaitingRun()
    unwanted = await makeWaitingRun()
    other = await makeWaitingRun()
    failed = await runFile(await createFeed({}, own), ["no,columns,of,ours", "1,2,3,4"], {}, own)
    cookie = await openSession()
    await redis.stop()
  })

  afterAll(async () => {
    listener.close()
    await own.stop()
    await redis.stop()
    await database.drop()
  })

  it("records a run that is posted", async () => {
    const answer = await promptly(() => upload(feed, itemLines(5), {}, own))
    expect(answer).toMatchObject({ status: 202, body: { feed_run: { state: "queued" } } })
    goesOn.push(answer.body.feed_run.id)
  })

  it("ends a run that is cancelled", async () => {
    expect(await decide(unwanted, "cancel")).toMatchObject({
      status: 200,
      body: { feed_run: { state: "cancelled" } },
    })
  })

  it("lets a run that is approved go on", async () => {
    expect(await decide(waiting, "approve")).toMatchObject({ status: 202, body: { feed_run: { state: "queued" } } })
    goesOn.push(waiting.id)
  })

  it("records a run that is to be done once more", async () => {
    const answer = await decide(failed, "retry")
    expect(answer).toMatchObject({ status: 202, body: { feed_run: { state: "queued", retry_of: failed.id } } })
    goesOn.push(answer.body.feed_run.id)
  })

  it("refuses what the workflow engine would do, before anything is changed", async () => {
    const { catalog_id } = feed
    const refused = { status: 503, body: { type: "unexpected_state", code: "redis_unavailable" } }
    const name = unique("never")
    const path = `/admin/feeds/${feed.id}`
    const { admin } = own
    expect(await promptly(() => admin.post("/admin/feeds", { catalog_id, kind: "file", name }))).toMatchObject(refused)
    expect(await promptly(() => admin.post(path, { name }))).toMatchObject(refused)
    expect(await promptly(() => admin.delete(path))).toMatchObject(refused)
    expect(await promptly(() => admin.post("/admin/products", { title: name }))).toMatchObject(refused)
    expect(await admin.get("/admin/feeds?limit=100")).toMatchObject({ status: 200, body: { count: 5 } })
    expect(await admin.get(path)).toMatchObject({ status: 200, body: { feed: { name: feed.name } } })
  })

  it("tells whoever comes with a session why it is not open", async () => {
    const answer = await promptly(() => own.request("/admin/feeds", { headers: { cookie } }))
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ code: "redis_unavailable" })
  })

  it("goes on by itself with all that was recorded, and tells of it, when Redis is back", async () => {
    redis = await startRedis(redis.port)
    expect(await outcomes()).toEqual([
      { state: "completed", rows_created: 0, rows_deactivated: 5 },
      { state: "completed", rows_created: 5, rows_deactivated: 0 },
      { state: "failed", rows_created: 0, rows_deactivated: 0 },
    ])
    await eventually(
      () => heard,
      (events) => events.includes("feed-run.cancelled"),
      RECOVERY_MS
    )
    // The connection of the sessions is another one, and comes back in its own time. This Redis knows of no session.
    const statusOf = async () => (await own.request("/admin/feeds", { headers: { cookie } })).status
    expect(await eventually(statusOf, (status) => status !== 503, RECOVERY_MS)).toBe(401)
  })

  it("goes on also when the process that recorded it has ended before Redis is back", async () => {
    await redis.stop()
    await decide(other, "approve")
    await own.stop()
    redis = await startRedis(redis.port)
    own = await startOwn()
    goesOn.splice(0, Infinity, other.id)
    expect(await outcomes()).toEqual([{ state: "completed", rows_created: 0, rows_deactivated: 5 }])
  })
})
