import { Redis } from "ioredis"
import { setTimeout as pause } from "node:timers/promises"
import {
  createDatabase,
  describeWith,
  startRedis,
  startStore,
  unique,
  type OwnStore,
  type RedisServer,
  type TestDatabase,
} from "../harness"
import { currentRun } from "../harness/run-state"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

const SETTLE_MS = 2_000

describeWith("redis-server")("a server and a worker on one Redis", () => {
  let redis: RedisServer
  let database: TestDatabase
  let client: Redis
  let server: OwnStore
  let worker: OwnStore | undefined

  const startWorker = async (): Promise<OwnStore> => {
    worker = await startStore({ database, workerMode: "worker", env: { REDIS_URL: redis.url } })
    return worker
  }

  beforeAll(async () => {
    redis = await startRedis()
    client = new Redis(redis.url)
    database = await createDatabase()
    server = await startStore({ database, workerMode: "server", env: { REDIS_URL: redis.url, LOOPBACK_HTTP: "true" } })
  })
  afterAll(async () => {
    await server.stop()
    await worker?.stop()
    client.disconnect()
    await redis.stop()
    await database.drop()
  })

  const finishedExports = async (): Promise<number> => {
    const { rows } = await server.owner.query<{ count: number }>(
      "select count(*)::int as count from notification where data ->> 'title' = 'Product export'"
    )
    return rows[0]?.count ?? 0
  }

  it("leaves work that the server takes in to the worker, also when that starts later", async () => {
    await server.admin.post("/admin/products", {
      title: unique("poster"),
      options: [{ title: "Size", values: ["A2"] }],
      variants: [{ title: "A2", options: { Size: "A2" }, prices: [] }],
    })
    expect((await server.admin.post("/admin/products/export", {})).status).toBe(202)
    await pause(SETTLE_MS)
    expect(await finishedExports()).toBe(0)

    await startWorker()
    const deadline = Date.now() + 30_000
    while ((await finishedExports()) === 0 && Date.now() < deadline) await pause(100)
    expect(await finishedExports()).toBe(1)
  })

  it("serves HTTP from the server alone", async () => {
    expect((await server.request("/admin/products")).status).toBe(401)
    expect((await worker?.request("/admin/products"))?.status).toBe(404)
    expect((await worker?.request("/health"))?.status).toBe(200)
  })

  it("judges the worker's role as it does the server's", async () => {
    const env = { REDIS_URL: redis.url, DATABASE_URL: database.ownerUrl }
    await expect(startStore({ database, workerMode: "worker", env })).rejects.toThrow("owns the tables")
  })

  it("keeps sessions in Redis, where every server finds them", async () => {
    const { email, password } = currentRun().admin
    const signedIn = await server.request("/auth/user/emailpass", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ email, password }),
    })
    const { token } = (await signedIn.json()) as { token: string }
    const opened = await server.request("/auth/session", {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
    })
    const cookie = opened.headers.getSetCookie()[0]?.split(";")[0] ?? ""
    expect(await client.keys("sess:*")).toHaveLength(1)
    expect((await server.request("/admin/users/me", { headers: { cookie } })).status).toBe(200)

    await client.flushall()
    expect((await server.request("/admin/users/me", { headers: { cookie } })).status).toBe(401)
  })

  it("caches and locks in Redis too", () => {
    const log = server.output()
    expect(log).toContain("Redis cache is ready to accept commands")
    expect(log).toContain('Connection to Redis in \\"locking-redis\\" provider established')
    expect(log).not.toContain("A fake redis instance will be used")
    expect(log).not.toContain("Local Event Bus installed")
  })
})

it("starts no separate worker without a Redis", async () => {
  await expect(startStore({ workerMode: "worker" })).rejects.toThrow("MEDUSA_WORKER_MODE=worker needs a Redis")
})
