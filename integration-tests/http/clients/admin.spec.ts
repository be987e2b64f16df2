import { store, unique } from "../../harness"
import { asNobody, asShopper, createClient, createSite, placeOrder } from "../tenancy"
import type { ClientBody, ErrorBody } from "../tenancy"

type One = { client: ClientBody }
type Page = { clients: ClientBody[]; count: number; offset: number; limit: number }

const list = async (query: string): Promise<Page> => (await store.admin.get<Page>(`/admin/clients?${query}`)).body

describe("POST /admin/clients", () => {
  it("creates a client with all that is known of it", async () => {
    const slug = unique("acme")
    const client = {
      name: "Acme GmbH",
      slug,
      description: "Gifts",
      logo_url: "https://acme.example/logo.svg",
      contact_email: "office@acme.example",
      contact_phone: "+49 30 1",
      address: { city: "Berlin" },
      tier: "enterprise",
      is_active: false,
      settings: { approvals: { above: 100 } },
    }
    const { status, body } = await store.admin.post<One>("/admin/clients", client)
    expect(status).toBe(201)
    expect(body.client).toMatchObject({ ...client, id: expect.stringMatching(/^client_/) })
  })

  it("gives a client the standard tier and opens its shops, unless told otherwise", async () => {
    expect(await createClient()).toMatchObject({ tier: "standard", is_active: true, settings: {} })
  })

  it.each([
    ["no name", { name: undefined }, /name/i],
    ["an unknown field", { colour: "red" }, /colour/],
    ["an unknown tier", { tier: "gold" }, /tier/i],
    ["an e-mail that is none", { contact_email: "nobody" }, /contact_email: write/],
    ["a logo that is no web address", { logo_url: "javascript:alert(1)" }, /logo_url: write/],
    ["a slug in upper case", { slug: "Acme" }, /slug: "Acme" may hold only/],
  ])("refuses %s", async (_, fields, message) => {
    const { status, body } = await store.admin.post<ErrorBody>("/admin/clients", {
      name: "Acme",
      slug: unique("acme"),
      ...fields,
    })
    expect({ status, type: body.type }).toEqual({ status: 400, type: "invalid_data" })
    expect(body.message).toMatch(message)
  })

  it("gives a slug to one of those who ask for it at the same moment, and tells the others", async () => {
    const slug = unique("wanted")
    const ask = (name: string) => store.admin.post<ErrorBody>("/admin/clients", { name, slug })
    const answers = await Promise.all(["One", "Two", "Three", "Four", "Five"].map(ask))
    const seen = answers.map(({ status, body }) => ({ status, code: body.code }))
    expect(seen.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(seen.filter(({ status }) => status !== 201)).toEqual(
      Array.from({ length: 4 }, () => ({ status: 400, code: "slug_taken" }))
    )
  })

  it("refuses a slug that another client has", async () => {
    const { slug } = await createClient()
    const { status, body } = await store.admin.post<ErrorBody>("/admin/clients", { name: "Other", slug })
    expect({ status, code: body.code }).toEqual({ status: 400, code: "slug_taken" })
  })
})

describe("GET /admin/clients", () => {
  it("filters by q, slug, tier and activity", async () => {
    const mark = unique("mark")
    const one = await createClient({ name: `${mark} one`, tier: "professional" })
    const two = await createClient({ name: `${mark} two`, is_active: false })
    const ids = async (query: string) => (await list(`q=${mark}&${query}`)).clients.map(({ id }) => id)
    expect(await ids("order=created_at")).toEqual([one.id, two.id])
    expect(await ids("tier=professional")).toEqual([one.id])
    expect(await ids("is_active=false")).toEqual([two.id])
    expect(await ids(`slug=${two.slug}`)).toEqual([two.id])
    expect((await list(`q=${one.slug}`)).clients.map(({ id }) => id)).toEqual([one.id])
  })

  it("pages, sorts and selects as Medusa's own lists do", async () => {
    const mark = unique("page")
    for (const name of ["b", "a", "c"]) await createClient({ name: `${mark} ${name}` })
    const page = await list(`q=${mark}&limit=2&offset=1&order=-name&fields=name`)
    expect(page).toMatchObject({ count: 3, offset: 1, limit: 2 })
    expect(page.clients.map(({ name }) => name)).toEqual([`${mark} b`, `${mark} a`])
    expect(page.clients[0]).not.toHaveProperty("slug")
  })

  it("refuses a filter that it does not know", async () => {
    expect((await store.admin.get("/admin/clients?colour=red")).status).toBe(400)
  })
})

describe("GET and POST /admin/clients/:id", () => {
  it("retrieves and changes a client; JSON is replaced, and what is left out stays", async () => {
    const { id, slug } = await createClient({ settings: { a: { b: 1 }, c: 2 }, address: { city: "Berlin" } })
    const changed = await store.admin.post<One>(`/admin/clients/${id}`, {
      name: "Renamed",
      settings: { a: { d: 1 } },
      address: null,
    })
    expect(changed.status).toBe(200)
    const { status, body } = await store.admin.get<One>(`/admin/clients/${id}`)
    expect(status).toBe(200)
    expect(body.client).toMatchObject({ id, slug, name: "Renamed", settings: { a: { d: 1 } }, address: null })
    expect(body.client.settings).toEqual({ a: { d: 1 } })
  })

  it("keeps its own slug, and takes no other client's", async () => {
    const [one, other] = [await createClient(), await createClient()]
    const change = (slug: string) => store.admin.post<ErrorBody>(`/admin/clients/${one.id}`, { slug })
    expect((await change(one.slug)).status).toBe(200)
    expect(await change(other.slug)).toMatchObject({ status: 400, body: { code: "slug_taken" } })
  })

  it("refuses an unknown field", async () => {
    const { id } = await createClient()
    expect((await store.admin.post(`/admin/clients/${id}`, { id: "client_1" })).status).toBe(400)
  })
})

describe("DELETE /admin/clients/:id", () => {
  it("deletes the client with its sites, their domains, channels and keys", async () => {
    const client = await createClient()
    const site = await createSite({ client_id: client.id })
    const answer = await store.admin.delete(`/admin/clients/${client.id}`)
    expect(answer).toMatchObject({ status: 200, body: { id: client.id, object: "client", deleted: true } })

    const gone = [
      `/admin/clients/${client.id}`,
      `/admin/sites/${site.id}`,
      `/admin/sales-channels/${site.sales_channel_id}`,
    ]
    for (const path of gone) expect((await store.admin.get(path)).status).toBe(404)
    const keys = await store.owner.query("select from api_key where id = $1", [site.publishable_key.id])
    expect(keys.rowCount).toBe(0)
    expect((await asShopper(site, "/store/regions")).status).toBe(400)
    // The name and the domain are free again.
    await createSite({ client_id: (await createClient({ slug: client.slug })).id, domains: [site.domains[0]?.domain] })
  })

  it("deletes a client without sites", async () => {
    const { id } = await createClient()
    expect((await store.admin.delete(`/admin/clients/${id}`)).status).toBe(200)
  })

  it("refuses to delete a client with an order, and leaves everything as it was", async () => {
    const client = await createClient()
    const [sold, other] = [await createSite({ client_id: client.id }), await createSite({ client_id: client.id })]
    await placeOrder(sold)
    const { status, body } = await store.admin.delete<ErrorBody>(`/admin/clients/${client.id}`)
    expect({ status, code: body.code }).toEqual({ status: 400, code: "client_has_orders" })
    expect(body.message).toContain("deactivate it instead")
    for (const site of [sold, other]) expect((await asShopper(site, "/store/regions")).status).toBe(200)
  })
})

describe("a client that is not there, or a caller who is nobody", () => {
  it.each(["get", "post", "delete"] as const)("answers 404 to %s", async (method) => {
    const { status, body } = await store.admin[method]<ErrorBody>(
      "/admin/clients/client_none",
      ...(method === "post" ? [{}] : [])
    )
    expect({ status, code: body.code }).toEqual({ status: 404, code: "unknown_client" })
  })

  it.each([
    ["GET", "/admin/clients"],
    ["POST", "/admin/clients"],
    ["GET", "/admin/clients/client_none"],
    ["POST", "/admin/clients/client_none"],
    ["DELETE", "/admin/clients/client_none"],
  ])("answers 401 to %s %s without a token", async (method, path) => {
    expect(await asNobody(method, path)).toBe(401)
  })
})
