import { Client } from "pg"
import { createDatabase, postgresServer, startStore, store } from "../../harness"
import type { OwnStore, TestDatabase } from "../../harness"
import { createClient, createSite, domainOf, newDomain } from "../tenancy"
import type { SiteBody } from "../tenancy"

const ALLOW_ORIGIN = "access-control-allow-origin"

type Asked = { path?: string; method?: string; from?: { request: typeof store.request } }

/** What a browser asks before it lets a page of `origin` call the Store API: the origin that may. */
const preflight = async (origin: string, { path = "/store/regions", method = "GET", from = store }: Asked = {}) => {
  const response = await from.request(path, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": method,
      "access-control-request-headers": "x-publishable-api-key",
    },
  })
  return { status: response.status, allowed: response.headers.get(ALLOW_ORIGIN), headers: response.headers }
}

/** The request that follows, with a site's key. */
const read = async (origin: string, site: SiteBody, { path = "/store/regions", from = store }: Asked = {}) => {
  const headers = { origin, "x-publishable-api-key": site.publishable_key.token }
  const response = await from.request(path, { headers })
  return { status: response.status, allowed: response.headers.get(ALLOW_ORIGIN), headers: response.headers }
}

describe("a browser on a site's own domain", () => {
  it("may call the Store API from the moment the site exists", async () => {
    const domain = newDomain()
    const origin = `https://${domain}`
    expect(await preflight(origin)).toMatchObject({ status: 204, allowed: null })
    const site = await createSite({ domains: [newDomain(), domain] })
    const asked = await preflight(origin)
    expect(asked).toMatchObject({ status: 204, allowed: origin })
    expect(asked.headers.get("access-control-allow-headers")).toBe("x-publishable-api-key")
    expect(asked.headers.get("access-control-allow-credentials")).toBe("true")
    expect(asked.headers.get("vary")).toContain("Origin")
    expect(await read(origin, site)).toMatchObject({ status: 200, allowed: origin })
  })

  it("may do so on an international domain, and from any port", async () => {
    const domain = `bücher-${newDomain()}`
    const site = await createSite({ domains: [domain] })
    const origin = `https://${domainOf(site)}:8443`
    expect(origin).toContain("xn--")
    expect(await read(origin, site)).toMatchObject({ status: 200, allowed: origin })
  })

  it("may sign customers in, but no operator", async () => {
    const origin = `https://${domainOf(await createSite())}`
    const paths = ["/auth/customer/emailpass", "/auth/token/refresh", "/auth/session"]
    const answers = await Promise.all(paths.map((path) => preflight(origin, { path, method: "POST" })))
    expect(answers.map(({ allowed }) => allowed)).toEqual([origin, origin, origin])
    for (const path of ["/auth/user/emailpass", "/auth/%75ser/emailpass", "/auth/USER/emailpass", "/admin/clients"]) {
      expect((await preflight(origin, { path, method: "POST" })).allowed).toBeNull()
    }
  })

  it("may read the answer of a request that fails", async () => {
    const site = await createSite()
    const origin = `https://${domainOf(site)}`
    expect(await read(origin, site, { path: "/store/carts/cart_none" })).toMatchObject({ status: 404, allowed: origin })
  })
})

describe("everybody else", () => {
  it("gets no Access-Control-Allow-Origin: neither an unknown origin nor one without TLS", async () => {
    const site = await createSite()
    const domain = domainOf(site)
    for (const origin of ["https://unknown.example", `http://${domain}`, `https://www.${domain}`, "null", "https://"]) {
      expect((await preflight(origin)).allowed).toBeNull()
      expect(await read(origin, site)).toMatchObject({ status: 200, allowed: null })
    }
  })

  it("gets none with the key of another site, be it of the same client", async () => {
    const { id: client_id } = await createClient()
    const [one, other] = [await createSite({ client_id }), await createSite({ client_id })]
    expect((await read(`https://${domainOf(one)}`, one)).allowed).toBe(`https://${domainOf(one)}`)
    expect((await read(`https://${domainOf(one)}`, other)).allowed).toBeNull()
  })

  it("gets none once the site or its client is closed, and again when it is opened", async () => {
    const site = await createSite()
    const origin = `https://${domainOf(site)}`
    const change = async (path: string, fields: object) => {
      expect((await store.admin.post(path, fields)).status).toBe(200)
      return (await preflight(origin)).allowed
    }
    expect(await change(`/admin/sites/${site.id}`, { status: "inactive" })).toBeNull()
    expect(await change(`/admin/sites/${site.id}`, { status: "active" })).toBe(origin)
    expect(await change(`/admin/clients/${site.client.id}`, { is_active: false })).toBeNull()
    expect(await change(`/admin/clients/${site.client.id}`, { is_active: true })).toBe(origin)
    expect(await change(`/admin/sites/${site.id}`, { domains: [newDomain()] })).toBeNull()
  })

  it("gets none on a path that is no route", async () => {
    const site = await createSite()
    expect(await read(`https://${domainOf(site)}`, site, { path: "/store/nothing" })).toMatchObject({
      status: 404,
      allowed: null,
    })
  })
})

describe("a page on this machine", () => {
  it("may call over plain http on a local domain", async () => {
    const domain = newDomain().replace(".example", ".localhost")
    const site = await createSite({ domains: [domain] })
    const origin = `http://${domain}:8000`
    expect(await preflight(origin)).toMatchObject({ allowed: origin })
    expect(await read(origin, site)).toMatchObject({ status: 200, allowed: origin })
  })
})

describe("a second process on the same database", () => {
  let second: OwnStore

  beforeAll(async () => {
    const runtimeUrl = String(store.runtime.options.connectionString)
    const database: TestDatabase = { name: "shared", ownerUrl: runtimeUrl, runtimeUrl, drop: async () => undefined }
    second = await startStore({ database, env: { STORE_CORS: "https://preview.example" } })
  }, 120_000)

  afterAll(() => second.stop())

  it("knows a site that the first one created after it was started, and forgets it as soon", async () => {
    const site = await createSite()
    const origin = `https://${domainOf(site)}`
    expect((await preflight(origin, { from: second })).allowed).toBe(origin)
    await store.admin.post(`/admin/sites/${site.id}`, { status: "inactive" })
    expect((await preflight(origin, { from: second })).allowed).toBeNull()
  })

  it("goes on to allow the origins of STORE_CORS, with any site's key", async () => {
    const site = await createSite()
    const origin = "https://preview.example"
    expect(await preflight(origin, { from: second })).toMatchObject({ status: 204, allowed: origin })
    expect(await read(origin, site, { from: second })).toMatchObject({ status: 200, allowed: origin })
  })
})

describe("a database that is down", () => {
  const asSuperuser = async (...statements: string[]): Promise<void> => {
    const client = new Client({ connectionString: postgresServer.superuserUrl })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }

  it("lets no site's origin in, leaves STORE_CORS as it is, and does not stop the process", async () => {
    const database = await createDatabase()
    const own = await startStore({ database, env: { STORE_CORS: "https://preview.example" } })
    try {
      await asSuperuser(
        `alter database "${database.name}" allow_connections false`,
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database.name}'`
      )
      const asked = await preflight("https://shop.example", { from: own })
      expect(asked).toMatchObject({ status: 204, allowed: null })
      expect((await preflight("https://preview.example", { from: own })).allowed).toBe("https://preview.example")
      expect(own.output()).toContain("Can't look up the origin https://shop.example")

      await asSuperuser(`alter database "${database.name}" allow_connections true`)
      expect((await own.request("/health")).status).toBe(200)
    } finally {
      await own.stop()
      await database.drop()
    }
  }, 180_000)
})
