import type { Socket } from "node:net"
import type { DatabaseEndpoint } from "../../src/config/environment"
import { withConnection } from "../../src/postgres/connection"
import { LOGIN_PAUSE_MS, pauseAfterRefusedLogin } from "../../src/postgres/connection-guards"
import { createKnex, type PoolOptions } from "../../src/postgres/knex"
import { createDatabase, postgresServer, startStore, store as shared, type TestDatabase, unique } from "../harness"
import { openGate, throughPort, type Gate } from "./gate"

// A process starts in 4 s on a free machine, and a migration takes 14 s; both may have to share it.
jest.setTimeout(240_000)

type LivePool = { pool: { min: number; max: number; acquireTimeoutMillis: number; propagateCreateError: boolean } }
type LiveConnection = { connection: { stream: Socket } }

const endpointOf = (url: string): DatabaseEndpoint => ({
  url,
  host: "127.0.0.1",
  port: Number(new URL(url).port),
  tls: { mode: "disable", ca: undefined },
})

let database: TestDatabase
let gate: Gate
beforeAll(async () => {
  database = await createDatabase()
  gate = await openGate(postgresServer.port)
})
afterAll(async () => {
  await gate.shut()
  await database.drop()
})

const pools: ReturnType<typeof createKnex>[] = []
const openPool = (options: Partial<PoolOptions> = {}) => {
  const pool = createKnex({
    endpoint: endpointOf(throughPort(database.runtimeUrl, gate.port)),
    applicationName: "galleria-test",
    min: 0,
    max: 2,
    acquireTimeoutMs: 400,
    ...options,
  })
  pools.push(pool)
  return pool
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.destroy()))
})

describe("the pool", () => {
  it("really has the settings it was given", async () => {
    const pool = openPool({ min: 1, max: 7, acquireTimeoutMs: 1_234, silenceMs: 56_789 })
    const live = (pool.client as LivePool).pool
    expect(live).toMatchObject({ min: 1, max: 7, acquireTimeoutMillis: 1_234, propagateCreateError: true })
    const silenceMs = await withConnection(pool, (connection: LiveConnection) =>
      Promise.resolve(connection.connection.stream.timeout)
    )
    expect(silenceMs).toBe(56_789)
  })

  it("leaves the server's limits to the role, where a pooler can't drop them", async () => {
    const { rows } = await openPool().raw<{ rows: object[] }>(
      `select current_setting('statement_timeout') as statement,
              current_setting('idle_in_transaction_session_timeout') as idle,
              current_setting('application_name') as name, current_user::text as role`
    )
    expect(rows).toEqual([{ statement: "1min", idle: "1min", name: "galleria-test", role: "galleria_app" }])
  })

  it("fails after the acquire timeout when every connection is taken", async () => {
    const pool = openPool({ max: 1 })
    await withConnection(pool, async () => {
      const started = Date.now()
      await expect(pool.raw("select 1")).rejects.toThrow(/acquiring a connection/)
      expect(Date.now() - started).toBeGreaterThanOrEqual(390)
      expect(Date.now() - started).toBeLessThan(2_000)
    })
  })

  it("fails at once, not after the acquire timeout, when the server is gone", async () => {
    const pool = openPool({ acquireTimeoutMs: 30_000 })
    await pool.raw("select 1")
    await gate.shut()
    const started = Date.now()
    // The first may meet the connection that has just been cut; the second has to open one.
    await expect(pool.raw("select 1")).rejects.toThrow()
    await expect(pool.raw("select 1")).rejects.toThrow()
    expect(Date.now() - started).toBeLessThan(2_000)
    await gate.open()
    await expect(pool.raw("select 1")).resolves.toBeDefined()
  })

  it("ends a connection that has fallen silent, and works on with another", async () => {
    const pool = openPool({ max: 1, silenceMs: 500, acquireTimeoutMs: 5_000 })
    await pool.raw("select 1")
    gate.freeze()
    const started = Date.now()
    await expect(pool.raw("select 1")).rejects.toThrow("Postgres has not answered for 500 ms")
    expect(Date.now() - started).toBeLessThan(2_000)
    await expect(pool.raw("select 1")).resolves.toBeDefined()
  })

  it("keeps an idle connection however long it is silent", async () => {
    const pool = openPool({ max: 1, silenceMs: 200 })
    const backend = async () =>
      (await pool.raw<{ rows: { pid: number }[] }>("select pg_backend_pid() as pid")).rows[0]?.pid
    const before = await backend()
    const nextLook = () => new Promise((resume) => setTimeout(resume, 20))
    const silence = `select from pg_stat_activity
      where pid = ? and state = 'idle' and clock_timestamp() - state_change > interval '600 ms'`
    const observer = openPool({ endpoint: endpointOf(database.runtimeUrl) })
    while ((await observer.raw<{ rowCount: number }>(silence, [before ?? 0])).rowCount === 0) await nextLook()
    expect(await backend()).toBe(before)
  })
})

describe("a duplicate", () => {
  it("is named by its key, though row-level security hides the value", async () => {
    const copy = openPool().raw("insert into currency select * from currency limit 1")
    await expect(copy).rejects.toMatchObject({ code: "23505", detail: "Key (pkey)=(the same value) already exists." })
  })

  it("is the caller's mistake in every answer of the store", async () => {
    const handle = unique("twice")
    const create = () =>
      shared.admin.post<{ message?: string }>("/admin/products", {
        ...{ title: "Twice", handle },
        options: [{ title: "Size", values: ["A2"] }],
      })
    expect((await create()).status).toBe(200)
    const again = await create()
    expect(again).toMatchObject({ status: 400, body: { type: "invalid_data" } })
    expect(again.body.message).toMatch(/^Product with handle: .*, already exists/)
  })
})

describe("a refused password", () => {
  const withWrongPassword = () => {
    const address = new URL(throughPort(database.runtimeUrl, gate.port))
    address.password = "wrong"
    return openPool({ endpoint: endpointOf(address.toString()) })
  }

  it("is tried once, however many requests come", async () => {
    const pool = withWrongPassword()
    const before = gate.connections()
    for (let request = 0; request < 5; request += 1) {
      await expect(pool.raw("select 1")).rejects.toMatchObject({ code: "28P01" })
    }
    expect(gate.connections() - before).toBe(1)
  })

  it("is tried again after the pause", async () => {
    const pool = withWrongPassword()
    let now = 0
    pauseAfterRefusedLogin(pool, () => now)
    await expect(pool.raw("select 1")).rejects.toMatchObject({ code: "28P01" })
    now += LOGIN_PAUSE_MS - 1
    await expect(pool.raw("select 1")).rejects.toMatchObject({ code: "28P01" })
    const attempts = gate.connections()
    now += 2
    await expect(pool.raw("select 1")).rejects.toMatchObject({ code: "28P01" })
    expect(gate.connections() - attempts).toBeLessThanOrEqual(1)
  })
})

describe("the store", () => {
  it("works on our pool: its name, its most connections and its acquire timeout hold", async () => {
    const store = await startStore({
      env: { DATABASE_POOL_MIN: "0", DATABASE_POOL_MAX: "1", DATABASE_ACQUIRE_TIMEOUT_MS: "700" },
    })
    const locker = await store.owner.connect()
    try {
      await locker.query("begin")
      await locker.query("lock table currency in access exclusive mode")
      const blocked = store.admin.get("/admin/currencies?limit=1")
      const waiting = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
      while ((await store.runtime.query(waiting)).rowCount === 0) await new Promise((resume) => setTimeout(resume, 50))
      const started = Date.now()
      expect((await store.request("/health")).status).toBe(503)
      expect(Date.now() - started).toBeGreaterThanOrEqual(650)
      expect(Date.now() - started).toBeLessThan(1_900)
      const { rows } = await store.runtime.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
          where application_name = 'galleria-shared' and datname = current_database()`
      )
      expect(rows).toEqual([{ count: 1 }])
      await locker.query("rollback")
      await blocked
    } finally {
      locker.release()
      await store.stop()
    }
  })
})
