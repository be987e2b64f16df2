import { store } from "../../harness"
import { asShopper, createClient, createSite, domainOf, newDomain } from "../tenancy"
import type { ErrorBody, SiteBody } from "../tenancy"

type Face = { site: Record<string, unknown> }

const resolve = async (domain: string, init?: RequestInit) => {
  const response = await store.request(`/sites/resolve?domain=${encodeURIComponent(domain)}`, init)
  const body = (await response.json()) as Face & ErrorBody
  return { status: response.status, headers: response.headers, body }
}

const faceOf = (site: SiteBody) => ({
  id: site.id,
  name: site.name,
  branding: site.branding,
  currency_code: site.currency_code,
  time_zone: site.time_zone,
  domains: site.domains.map(({ domain }) => domain).toSorted(),
  primary_domain: domainOf(site),
  publishable_key: site.publishable_key.token,
  region: {
    id: site.region_id,
    name: expect.any(String),
    currency_code: site.currency_code,
    countries: expect.arrayContaining(["de"]),
  },
})

describe("GET /sites/resolve", () => {
  it("answers the public face and nothing else, without a key", async () => {
    const domain = `bücher-${newDomain()}`
    const site = await createSite({
      currency_code: "eur",
      time_zone: "Europe/Berlin",
      branding: { colour: "#112233" },
      settings: { secret: "of the operator" },
      domains: [newDomain(), domain],
      primary_domain: domain,
    })
    for (const written of [domain, domain.toUpperCase(), domainOf(site), `${domainOf(site)}.`]) {
      const { status, body } = await resolve(written)
      expect({ status, body }).toEqual({ status: 200, body: { site: faceOf(site) } })
    }
  })

  it("may be read from every origin and kept for a short time", async () => {
    const { headers } = await resolve(domainOf(await createSite()), { headers: { origin: "https://anywhere.example" } })
    expect(headers.get("access-control-allow-origin")).toBe("*")
    expect(headers.get("access-control-allow-credentials")).toBeNull()
    expect(headers.get("cache-control")).toBe("public, max-age=30")
    const preflight = await store.request("/sites/resolve?domain=a.example", {
      method: "OPTIONS",
      headers: { origin: "https://anywhere.example", "access-control-request-method": "GET" },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*")
  })

  it("does not resolve a domain that nobody has, nor one whose shop is closed", async () => {
    const { id: client_id } = await createClient({ is_active: false })
    const closed = [
      await createSite({ status: "draft" }),
      await createSite({ status: "inactive" }),
      await createSite({ client_id }),
    ]
    for (const domain of [newDomain(), ...closed.map(domainOf)]) {
      const { status, headers, body } = await resolve(domain)
      expect({ status, code: body.code }).toEqual({ status: 404, code: "unknown_domain" })
      expect(headers.get("access-control-allow-origin")).toBe("*")
      expect(headers.get("cache-control")).toBeNull()
    }
  })

  it.each(["", "shop.example:8080", "https://shop.example", "a b"])("answers 400 to the domain %p", async (domain) => {
    expect((await resolve(domain)).status).toBe(400)
  })

  it("answers 400 without a domain, and to what it does not know", async () => {
    for (const query of ["", "?host=a.example", "?domain=a.example&domain=b.example"]) {
      expect((await store.request(`/sites/resolve${query}`)).status).toBe(400)
    }
  })

  it("does not hand out a revoked key", async () => {
    const site = await createSite()
    await store.admin.post(`/admin/api-keys/${site.publishable_key.id}/revoke`, {})
    expect((await resolve(domainOf(site))).body.site).toMatchObject({ id: site.id, publishable_key: null })
  })
})

describe("GET /store/site", () => {
  it("answers the face of the site whose key is sent", async () => {
    const site = await createSite({ currency_code: "eur" })
    expect(await asShopper(site, "/store/site")).toEqual({ status: 200, body: { site: faceOf(site) } })
  })

  it("answers 400 without a key, as all of the Store API does", async () => {
    expect((await store.request("/store/site")).status).toBe(400)
  })
})
