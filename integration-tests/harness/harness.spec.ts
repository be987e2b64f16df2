import { Redis } from "ioredis"
import { Client } from "pg"
import { countQueries, createDatabase, describeWith, startRedis, startStore, store, unique } from "./index"

type Session = { current_user: string; rolsuper: boolean; rolbypassrls: boolean; rolcreaterole: boolean }

const SESSION = `
  select current_user, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user`

describe("the roles that tests run as", () => {
  it("runs the store as galleria_app and nobody else", async () => {
    await store.admin.get("/admin/products?limit=1")
    const { rows } = await store.owner.query<{ usename: string }>(
      "select distinct usename from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    )
    expect(rows.map((row) => row.usename)).toEqual(["galleria_app"])
  })

  it("gives the store's role no power over row-level security", async () => {
    const { rows } = await store.runtime.query<Session>(SESSION)
    expect(rows).toEqual([{ current_user: "galleria_app", rolsuper: false, rolbypassrls: false, rolcreaterole: false }])
  })

  it("migrates as an owner who is no superuser", async () => {
    const { rows } = await store.owner.query<Session>(SESSION)
    expect(rows).toEqual([
      { current_user: "galleria_owner", rolsuper: false, rolbypassrls: false, rolcreaterole: false },
    ])
    const owners = await store.owner.query<{ tableowner: string }>(
      "select distinct tableowner from pg_tables where schemaname = 'public'"
    )
    expect(owners.rows).toEqual([{ tableowner: "galleria_owner" }])
  })
})

describe("the database of a suite", () => {
  it("has the template's tables and policies, and is gone once dropped", async () => {
    const database = await createDatabase()
    const client = new Client({ connectionString: database.runtimeUrl })
    await client.connect()
    const { rows } = await client.query<{ regions: number }>("select count(*)::int as regions from region")
    await client.end()
    await database.drop()
    expect(rows[0]?.regions).toBeGreaterThan(0)
    const left = await store.owner.query("select from pg_database where datname = $1", [database.name])
    expect(left.rowCount).toBe(0)
  })
})

describe("a store of a suite's own", () => {
  it("does not see what is written to the shared one", async () => {
    const own = await startStore()
    try {
      const name = unique("region")
      const created = await store.admin.post("/admin/regions", { name, currency_code: "chf" })
      expect(created.status).toBe(200)
      const path = `/admin/regions?q=${name}`
      const counts = await Promise.all([store, own].map((each) => each.admin.get<{ count: number }>(path)))
      expect(counts.map(({ body }) => body.count)).toEqual([1, 0])
    } finally {
      await own.stop()
    }
    await expect(fetch(`${own.url}/health`)).rejects.toThrow("fetch failed")
  })
})

describeWith("redis-server")("a Redis of a suite's own", () => {
  it("answers until it is stopped", async () => {
    const redis = await startRedis()
    const client = new Redis(redis.url)
    await client.set("key", "value")
    expect(await client.get("key")).toBe("value")
    client.disconnect()
    await redis.stop()
    const late = new Redis(redis.url, { lazyConnect: true, retryStrategy: () => null })
    late.on("error", () => undefined)
    await expect(late.connect()).rejects.toThrow(/closed/i)
  })
})

describe("countQueries", () => {
  it("counts what the store sends, and nothing that the suite itself sends as another role", async () => {
    const none = await countQueries(() => store.owner.query("select 1"))
    expect(none.statements).toEqual([])
    const some = await countQueries(() => store.admin.get("/admin/regions?limit=1"))
    expect(some.statements.map(({ text }) => text).join("\n")).toMatch(/from "region"/)
    expect(some.total).toBe(some.statements.reduce((sum, { calls }) => sum + calls, 0))
  })
})
