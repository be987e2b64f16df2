import {
  createDatabase,
  describeWith,
  postgresServer,
  startRedis,
  startStore,
  store,
  type OwnStore,
  type RedisServer,
  type TestDatabase,
} from "../harness"
import { openGate, throughPort, type Gate } from "./gate"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

const BOUND_MS = 3_000

type Answer = { status: number; body: unknown; tookMs: number }

const askHealth = async (subject: Pick<OwnStore, "request">): Promise<Answer> => {
  const started = Date.now()
  const response = await subject.request("/health")
  return { status: response.status, body: await response.json(), tookMs: Date.now() - started }
}

it("answers from the database, to anybody, and is never cached", async () => {
  const response = await store.request("/health")
  expect(response.status).toBe(200)
  expect(response.headers.get("cache-control")).toBe("no-store")
  expect(await response.json()).toEqual({ status: "ok", database: "ok" })
})

describe("when Postgres is away", () => {
  let database: TestDatabase
  let gate: Gate
  let own: OwnStore
  beforeAll(async () => {
    database = await createDatabase()
    gate = await openGate(postgresServer.port)
    own = await startStore({ database, env: { DATABASE_URL: throughPort(database.runtimeUrl, gate.port) } })
  })
  afterAll(async () => {
    await own.stop()
    await gate.shut()
    await database.drop()
  })

  it("answers 503 within its bound, says which part failed and nothing else, and recovers", async () => {
    expect(await askHealth(own)).toMatchObject({ status: 200 })

    await gate.shut()
    const stopped = await askHealth(own)
    expect(stopped).toMatchObject({ status: 503, body: { status: "failed", database: "failed" } })
    expect(stopped.tookMs).toBeLessThan(BOUND_MS)
    expect(JSON.stringify(stopped.body)).not.toMatch(/127\.0\.0\.1|galleria_app/)

    await gate.open()
    expect(await askHealth(own)).toMatchObject({ status: 200 })
  })

  it("answers 503 within its bound also when packets just disappear, and ends when it is asked to", async () => {
    gate.freeze()
    const silent = await askHealth(own)
    expect(silent).toMatchObject({ status: 503, body: { database: "failed" } })
    expect(silent.tookMs).toBeLessThan(BOUND_MS)
    expect(await own.stop()).toBe("exit code 1")
  })
})

describeWith("redis-server")("a worker", () => {
  let redis: RedisServer
  let database: TestDatabase
  let gate: Gate
  let worker: OwnStore
  beforeAll(async () => {
    redis = await startRedis()
    database = await createDatabase()
    gate = await openGate(postgresServer.port)
    const env = { REDIS_URL: redis.url, DATABASE_URL: throughPort(database.runtimeUrl, gate.port) }
    worker = await startStore({ database, workerMode: "worker", env })
  })
  afterAll(async () => {
    await worker.stop()
    await gate.shut()
    await redis.stop()
    await database.drop()
  })

  const ask = (path = "/health"): Promise<Response> => {
    const [, port = ""] = /The worker answers \/health on port (\d+)/.exec(worker.output()) ?? []
    return fetch(`http://127.0.0.1:${port}${path}`)
  }
  const found = async () => {
    const response = await ask()
    return { status: response.status, body: (await response.json()) as unknown }
  }

  it("answers /health from the database and Redis on a port of its own, and nothing else", async () => {
    expect(await found()).toEqual({ status: 200, body: { status: "ok", database: "ok", redis: "ok" } })
    expect((await ask()).headers.get("cache-control")).toBe("no-store")
    for (const path of ["/", "/admin/products", "/healthy"]) expect((await ask(path)).status).toBe(404)
  })

  it("answers 503 and says what failed, and recovers", async () => {
    await gate.shut()
    expect(await found()).toEqual({ status: 503, body: { status: "failed", database: "failed", redis: "ok" } })
    await gate.open()
    expect(await found()).toMatchObject({ status: 200 })
    await redis.stop()
    expect(await found()).toEqual({ status: 503, body: { status: "failed", database: "ok", redis: "failed" } })
  })

  it("ends when it is asked to, although Redis is away, and says what it waited for", async () => {
    expect(await worker.stop()).toBe("exit code 1")
    expect(worker.output()).toContain("SHUTDOWN_TIMEOUT_S")
  })
})

describeWith("redis-server")("when Redis is away", () => {
  let redis: RedisServer
  let own: OwnStore
  beforeAll(async () => {
    redis = await startRedis()
    own = await startStore({ env: { REDIS_URL: redis.url } })
  })
  afterAll(() => own.stop())

  it("answers 503 and says that it is Redis", async () => {
    expect(await askHealth(own)).toMatchObject({ status: 200, body: { status: "ok", database: "ok", redis: "ok" } })
    await redis.stop()
    const away = await askHealth(own)
    expect(away).toMatchObject({ status: 503, body: { status: "failed", database: "ok", redis: "failed" } })
    expect(away.tookMs).toBeLessThan(BOUND_MS)
  })
})
