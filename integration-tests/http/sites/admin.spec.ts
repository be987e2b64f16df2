import { store, unique } from "../../harness"
import { asNobody, asShopper, createClient, createSite, domainOf, newDomain, placeOrder } from "../tenancy"
import type { ErrorBody, SiteBody } from "../tenancy"

type One = { site: SiteBody }
type Page = { sites: SiteBody[]; count: number; offset: number; limit: number }

const regionOf = async (currency: string): Promise<string> => {
  const { rows } = await store.owner.query<{ id: string }>(
    "select id from region where currency_code = $1 and deleted_at is null order by created_at, id limit 1",
    [currency]
  )
  return rows[0]?.id ?? ""
}

const createCatalog = async (client_id: string | null): Promise<string> => {
  const fields = { name: unique("catalog"), type: "manual", client_id }
  return (await store.admin.post<{ catalog: { id: string } }>("/admin/catalogs", fields)).body.catalog.id
}

const post = (fields: object) => store.admin.post<ErrorBody & One>("/admin/sites", fields)

const change = (id: string, fields: object) => store.admin.post<ErrorBody & One>(`/admin/sites/${id}`, fields)

describe("POST /admin/sites", () => {
  it("creates a site with its domains, its region, its sales channel and its key", async () => {
    const client = await createClient()
    const [shop, www] = [newDomain(), newDomain()]
    const name = unique("Gifts")
    const { status, body } = await post({
      client_id: client.id,
      name,
      currency_code: "EUR",
      time_zone: "Europe/Berlin",
      branding: { colour: "#112233" },
      settings: { mail: true },
      domains: [shop.toUpperCase(), www],
      primary_domain: www,
    })
    expect(status).toBe(201)
    expect(body.site).toMatchObject({
      name,
      status: "draft",
      currency_code: "eur",
      time_zone: "Europe/Berlin",
      branding: { colour: "#112233" },
      region_id: await regionOf("eur"),
      client: { id: client.id, name: client.name, slug: client.slug },
      publishable_key: { token: expect.stringMatching(/^pk_/) },
    })
    expect(body.site.domains).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ domain: shop, is_primary: false }),
        expect.objectContaining({ domain: www, is_primary: true }),
      ])
    )
    const { rows } = await store.owner.query(
      `select c.name as channel, k.title as key, l.name as location
       from site s
       join sales_channel c on c.id = s.sales_channel_id
       join publishable_api_key_sales_channel pk on pk.sales_channel_id = c.id
       join api_key k on k.id = pk.publishable_key_id and k.id = s.publishable_key_id
       join sales_channel_stock_location sl on sl.sales_channel_id = c.id
       join stock_location l on l.id = sl.stock_location_id
       where s.id = $1`,
      [body.site.id]
    )
    expect(rows).toEqual([{ channel: name, key: name, location: expect.any(String) }])
  })

  it("leaves nothing behind when the last step fails: no site, no channel, no key, no link", async () => {
    const name = unique("half")
    const taken = domainOf(await createSite())
    const count = async () => {
      const { rows } = await store.owner.query<Record<string, number>>(
        `select (select count(*)::int from site) as sites,
                (select count(*)::int from site_domain) as domains,
                (select count(*)::int from sales_channel) as channels,
                (select count(*)::int from api_key) as keys,
                (select count(*)::int from publishable_api_key_sales_channel where deleted_at is null) as key_links,
                (select count(*)::int from sales_channel_stock_location where deleted_at is null) as location_links`
      )
      return rows[0]
    }
    const { id: client_id } = await createClient()
    const before = await count()
    const answer = await post({ client_id, name, currency_code: "usd", domains: [newDomain(), taken] })
    expect(answer).toMatchObject({ status: 400, body: { code: "domain_taken" } })
    expect(answer.body.message).toContain(taken)
    expect(await count()).toEqual(before)
  })

  it("gives a domain to one of those who ask for it at the same moment, and names it to the others", async () => {
    const { id: client_id } = await createClient()
    const domain = newDomain()
    const ask = (name: string) => post({ client_id, name, currency_code: "usd", domains: [newDomain(), domain] })
    const answers = await Promise.all(["One", "Two", "Three", "Four", "Five"].map(ask))
    const winners = answers.filter(({ status }) => status === 201)
    expect(winners).toHaveLength(1)
    const losers = answers.filter(({ status }) => status !== 201)
    for (const { status, body } of losers)
      expect({ status, code: body.code }).toEqual({ status: 400, code: "domain_taken" })
    for (const { body } of losers) expect(body.message).toContain(winners[0]?.body.site.id)

    const others = await Promise.all(["x", "y"].map(() => createSite()))
    const wanted = newDomain()
    const moves = await Promise.all(others.map(({ id }) => change(id, { domains: [wanted] })))
    expect(moves.map(({ status, body }) => ({ status, code: body.code })).sort((a, b) => a.status - b.status)).toEqual([
      { status: 200, code: undefined },
      { status: 400, code: "domain_taken" },
    ])
  })

  it("takes a region of the site's currency, a shared catalog and one of its client", async () => {
    const { id: client_id } = await createClient()
    const region = { name: unique("region"), currency_code: "eur" }
    const { body } = await store.admin.post<{ region: { id: string } }>("/admin/regions", region)
    for (const catalog_id of [await createCatalog(null), await createCatalog(client_id)]) {
      const site = { client_id, name: "Site", currency_code: "eur", region_id: body.region.id, catalog_id }
      expect(await post(site)).toMatchObject({ status: 201, body: { site: { region_id: body.region.id, catalog_id } } })
    }
  })

  it.each([
    ["an unknown client", { client_id: "client_none" }, 404, "unknown_client"],
    ["an unknown region", { region_id: "reg_none" }, 400, "unknown_region"],
    ["a currency without a region", { currency_code: "isk" }, 400, "no_region_of_currency"],
    ["a currency that is none", { currency_code: "dollars" }, 400, "no_region_of_currency"],
    ["an unknown catalog", { catalog_id: "catalog_none" }, 400, "catalog_not_available"],
    ["a time zone that is none", { time_zone: "+02:00" }, 400, "invalid_time_zone"],
    ["a domain with a port", { domains: ["shop.example:8080"] }, 400, "invalid_domain"],
    ["a primary domain that is not listed", { primary_domain: "other.example" }, 400, "primary_domain_not_listed"],
    ["an unknown status", { status: "open" }, 400, undefined],
    ["an unknown field", { sales_channel_id: "sc_1" }, 400, undefined],
  ])("refuses %s", async (_, fields, status, code) => {
    const { id: client_id } = await createClient()
    const answer = await post({ client_id, name: "Site", currency_code: "usd", ...fields })
    expect({ status: answer.status, code: answer.body.code }).toEqual({ status, code })
  })

  it("refuses a region of another currency, and a catalog of another client", async () => {
    const { id: client_id } = await createClient()
    const site = { client_id, name: "Site", currency_code: "usd" }
    expect(await post({ ...site, region_id: await regionOf("eur") })).toMatchObject({
      status: 400,
      body: { code: "region_currency_mismatch", message: expect.stringContaining("sells in eur, the site in usd") },
    })
    const foreign = await createCatalog((await createClient()).id)
    expect(await post({ ...site, catalog_id: foreign })).toMatchObject({
      status: 400,
      body: { code: "catalog_not_available" },
    })
  })
})

describe("GET /admin/sites", () => {
  it("filters by client, status, domain, catalog and q, and pages", async () => {
    const { id: client_id } = await createClient()
    const catalog_id = await createCatalog(client_id)
    const domains = [newDomain(), newDomain()]
    const open = await createSite({ client_id, catalog_id, domains, name: unique("open") })
    const draft = await createSite({ client_id, status: "draft", name: unique("draft") })
    const list = async (query: string) => (await store.admin.get<Page>(`/admin/sites?${query}`)).body
    const ids = async (query: string) => (await list(query)).sites.map(({ id }) => id)
    expect(await ids(`client_id=${client_id}&order=created_at`)).toEqual([open.id, draft.id])
    expect(await ids(`client_id=${client_id}&status=draft`)).toEqual([draft.id])
    expect(await ids(`domain=${domainOf(open).toUpperCase()}`)).toEqual([open.id])
    const [found] = (await list(`domain=${domains[1]}`)).sites
    expect(found?.domains.map(({ domain }) => domain).toSorted()).toEqual(domains.toSorted())
    expect(await ids(`catalog_id=${catalog_id}`)).toEqual([open.id])
    expect(await ids(`q=${draft.name}`)).toEqual([draft.id])
    const page = await list(`client_id=${client_id}&limit=1&offset=1&order=created_at&fields=id,catalog.name`)
    expect(page).toMatchObject({ count: 2, limit: 1, offset: 1, sites: [{ id: draft.id }] })
  })

  it.each(["colour=red", "status=open", "domain=a:b"])("refuses the filter %s", async (query) => {
    expect((await store.admin.get(`/admin/sites?${query}`)).status).toBe(400)
  })
})

describe("POST /admin/sites/:id", () => {
  it("changes what is sent, replaces JSON and domains, and renames channel and key", async () => {
    const site = await createSite({ branding: { a: { b: 1 } } })
    const [kept, added, name] = [domainOf(site), newDomain(), unique("Renamed")]
    const answer = await change(site.id, { name, branding: { c: 1 }, domains: [added, kept] })
    expect(answer.status).toBe(200)
    expect(answer.body.site).toMatchObject({ name, status: "active", branding: { c: 1 } })
    expect(answer.body.site.branding).toEqual({ c: 1 })
    const again = await change(site.id, { branding: { d: 1 } })
    expect(Date.parse(again.body.site.updated_at)).toBeGreaterThan(Date.parse(answer.body.site.updated_at))
    expect(domainOf(answer.body.site)).toBe(added)
    const { rows } = await store.owner.query(
      "select c.name as channel, k.title as key from sales_channel c, api_key k where c.id = $1 and k.id = $2",
      [site.sales_channel_id, site.publishable_key.id]
    )
    expect(rows).toEqual([{ channel: name, key: name }])

    const other = await createSite({ domains: [newDomain()] })
    expect(await change(other.id, { domains: [kept] })).toMatchObject({ status: 400, body: { code: "domain_taken" } })
    await change(site.id, { domains: [added] })
    expect((await change(other.id, { domains: [kept] })).status).toBe(200)
  })

  it("names another primary domain without the list", async () => {
    const [one, other] = [newDomain(), newDomain()]
    const site = await createSite({ domains: [one, other] })
    expect(domainOf(site)).toBe(one)
    expect(domainOf((await change(site.id, { primary_domain: other })).body.site)).toBe(other)
  })

  it("follows a new currency with the region, and keeps a region of its currency", async () => {
    const site = await createSite()
    const changed = await change(site.id, { currency_code: "eur" })
    expect(changed.body.site).toMatchObject({ currency_code: "eur", region_id: await regionOf("eur") })
    const { code } = (await change(site.id, { region_id: await regionOf("usd") })).body
    expect(code).toBe("region_currency_mismatch")
  })

  it("takes and gives back a catalog, but none of another client", async () => {
    const site = await createSite()
    const catalog_id = await createCatalog(site.client.id)
    expect((await change(site.id, { catalog_id })).body.site.catalog_id).toBe(catalog_id)
    expect((await change(site.id, { catalog_id: null })).body.site.catalog_id).toBeNull()
    const foreign = await createCatalog((await createClient()).id)
    expect((await change(site.id, { catalog_id: foreign })).body.code).toBe("catalog_not_available")
  })

  it("does not move a site to another client", async () => {
    const site = await createSite()
    expect((await change(site.id, { client_id: (await createClient()).id })).status).toBe(400)
  })
})

describe("DELETE /admin/sites/:id", () => {
  it("deletes the site with its channel and key, and frees its domain", async () => {
    const site = await createSite()
    const answer = await store.admin.delete(`/admin/sites/${site.id}`)
    expect(answer).toMatchObject({ status: 200, body: { id: site.id, object: "site", deleted: true } })
    expect((await store.admin.get(`/admin/sites/${site.id}`)).status).toBe(404)
    expect((await store.admin.get(`/admin/sales-channels/${site.sales_channel_id}`)).status).toBe(404)
    expect((await asShopper(site, "/store/regions")).status).toBe(400)
    await createSite({ domains: [domainOf(site)] })
  })

  it("refuses a site with an order, which goes on to name its site and client", async () => {
    const site = await createSite()
    const order = await placeOrder(site)
    const { status, body } = await store.admin.delete<ErrorBody>(`/admin/sites/${site.id}`)
    expect({ status, code: body.code }).toEqual({ status: 400, code: "site_has_orders" })
    expect((await asShopper(site, "/store/regions")).status).toBe(200)

    const fields = "fields=id,sales_channel.site.id,sales_channel.site.client.name"
    const named = await store.admin.get<{ orders: unknown[] }>(`/admin/orders?id=${order}&${fields}`)
    expect(named.body.orders).toMatchObject([
      { id: order, sales_channel: { site: { id: site.id, client: { name: site.client.name } } } },
    ])
  })
})

describe("what links name", () => {
  it("joins a catalog to its client and its sites, and a site to its channel, region, key and catalog", async () => {
    const client = await createClient()
    const catalog_id = await createCatalog(client.id)
    const sites = [
      await createSite({ client_id: client.id, catalog_id }),
      await createSite({ client_id: client.id, catalog_id }),
    ]
    const catalog = await store.admin.get(`/admin/catalogs/${catalog_id}?fields=id,client.name,sites.id`)
    expect(catalog.body).toMatchObject({ catalog: { client: { name: client.name } } })
    const linked = (catalog.body as { catalog: { sites: { id: string }[] } }).catalog.sites.map(({ id }) => id)
    expect(linked.toSorted()).toEqual(sites.map(({ id }) => id).toSorted())

    const fields = "fields=id,sales_channel.name,region.currency_code,publishable_key.title,catalog.id"
    const site = await store.admin.get<One>(`/admin/sites/${sites[0]?.id}?${fields}`)
    const { name } = sites[0] ?? {}
    expect(site.body.site).toMatchObject({
      sales_channel: { name },
      region: { currency_code: "usd" },
      publishable_key: { title: name },
      catalog: { id: catalog_id },
    })
  })
})

describe("a site that is not there, or a caller who is nobody", () => {
  it.each(["get", "post", "delete"] as const)("answers 404 to %s", async (method) => {
    const { status, body } = await store.admin[method]<ErrorBody>(
      "/admin/sites/site_none",
      ...(method === "post" ? [{}] : [])
    )
    expect({ status, code: body.code }).toEqual({ status: 404, code: "unknown_site" })
  })

  it.each([
    ["GET", "/admin/sites"],
    ["POST", "/admin/sites"],
    ["GET", "/admin/sites/site_none"],
    ["POST", "/admin/sites/site_none"],
    ["DELETE", "/admin/sites/site_none"],
  ])("answers 401 to %s %s without a token", async (method, path) => {
    expect(await asNobody(method, path)).toBe(401)
  })
})
