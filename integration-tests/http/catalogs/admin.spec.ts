import { countQueries, store, unique } from "../../harness"
import { createClient } from "../storefront/shop"
import { asNobody, createSite, type ErrorBody } from "../tenancy"
import { endOf, fileForm, importFile } from "./imports"

type CatalogBody = { id: string; key: string; name: string; type: string; status: string; client_id: string | null }

const create = async (fields: object = {}): Promise<CatalogBody> => {
  const body = { name: unique("catalog"), type: "erp", ...fields }
  const answer = await store.admin.post<{ catalog: CatalogBody }>("/admin/catalogs", body)
  expect(answer.status).toBe(201)
  return answer.body.catalog
}

describe("/admin/catalogs", () => {
  it("creates a catalog of a client under a key of its own", async () => {
    const client_id = await createClient()
    const catalog = await create({
      client_id,
      source: "sap",
      sync_settings: { image_base_url: "https://img.example/" },
    })
    expect(catalog).toMatchObject({
      type: "erp",
      status: "active",
      client_id,
      key: expect.stringMatching(/^[a-z][0-9a-z]{7}$/),
    })
    const list = await store.admin.get<{ catalogs: CatalogBody[]; count: number }>(
      `/admin/catalogs?client_id=${client_id}`
    )
    expect(list).toMatchObject({ status: 200, body: { count: 1, catalogs: [{ id: catalog.id }] } })
  })

  it.each([
    ["an unknown type", { type: "guess" }],
    ["a short name", { name: "x" }],
    ["a field that it does not know", { colour: "red" }],
    ["an image address that is none", { sync_settings: { image_base_url: "ftp://x" } }],
    ["a client that does not exist", { client_id: "client_none" }],
  ])("refuses %s", async (_, fields) => {
    const body = { name: "Catalog", type: "erp", ...fields }
    expect(await store.admin.post<ErrorBody>("/admin/catalogs", body)).toMatchObject({ status: 400 })
  })

  it("leaves the sites' products alone when it is only renamed", async () => {
    const { id } = await create()
    const looksForSites = async (change: () => object): Promise<boolean> => {
      const { statements } = await countQueries(() => store.admin.post(`/admin/catalogs/${id}`, change()))
      return statements.some(({ text }) => text.includes("s.sales_channel_id is not null"))
    }
    expect(await looksForSites(() => ({ name: unique("renamed") }))).toBe(false)
    let turns = 0
    expect(await looksForSites(() => ({ status: (turns += 1) % 2 ? "inactive" : "active" }))).toBe(true)
  })

  it("changes and deletes, and 404s what is not there", async () => {
    const { id } = await create()
    const changed = await store.admin.post<{ catalog: CatalogBody }>(`/admin/catalogs/${id}`, { name: "Renamed" })
    expect(changed).toMatchObject({ status: 200, body: { catalog: { name: "Renamed", type: "erp" } } })
    expect(await store.admin.delete(`/admin/catalogs/${id}`)).toMatchObject({
      status: 200,
      body: { id, deleted: true },
    })
    for (const path of [id, `${id}/items`]) {
      const answer = await store.admin.get<ErrorBody>(`/admin/catalogs/${path}`)
      expect(answer).toMatchObject({ status: 404, body: { code: "unknown_catalog" } })
    }
    expect(await store.admin.post(`/admin/catalogs/${id}`, { name: "Again" })).toMatchObject({ status: 404 })
    expect(await store.admin.delete(`/admin/catalogs/${id}`)).toMatchObject({ status: 404 })
  })

  it("does not delete a catalog that a site sells, nor hand it to another client", async () => {
    const [owner, other] = [await createClient(), await createClient()]
    const { id } = await create()
    await createSite({ client_id: owner, catalog_id: id })
    expect(await store.admin.delete(`/admin/catalogs/${id}`)).toMatchObject({
      status: 400,
      body: { code: "catalog_in_use" },
    })
    const answer = await store.admin.post<ErrorBody>(`/admin/catalogs/${id}`, { client_id: other })
    expect(answer.body).toMatchObject({ code: "catalog_in_use" })
    expect(await store.admin.post(`/admin/catalogs/${id}`, { client_id: owner })).toMatchObject({ status: 200 })
  })

  it("goes with its client, and its products become drafts", async () => {
    const client_id = await createClient()
    const { id } = await create({ client_id })
    await importFile(id, ["sku,name,price:usd", "A,Mug,1"])
    const { body } = await store.admin.get<{ items: { product_id: string }[] }>(`/admin/catalogs/${id}/items`)
    expect(await store.admin.delete(`/admin/clients/${client_id}`)).toMatchObject({ status: 200 })
    expect(await store.admin.get(`/admin/catalogs/${id}`)).toMatchObject({ status: 404 })
    const product = await store.admin.get(`/admin/products/${body.items[0]?.product_id ?? ""}`)
    expect(product.body).toMatchObject({ product: { status: "draft" } })
  })

  it("stops selling everywhere when it is turned off, and sells again", async () => {
    const { id } = await create()
    await importFile(id, ["sku,name,price:usd", "A,Mug,1"])
    const site = await createSite({ catalog_id: id })
    const shown = async () =>
      (await store.sdk(site.publishable_key.token).store.product.list()).products.map(({ title }) => title)
    expect(await shown()).toEqual(["Mug"])
    await store.admin.post(`/admin/catalogs/${id}`, { status: "inactive" })
    expect(await shown()).toEqual([])
    await store.admin.post(`/admin/catalogs/${id}`, { status: "active" })
    expect(await shown()).toEqual(["Mug"])
  })

  it("is for operators alone", async () => {
    const { id } = await create()
    for (const path of ["", `/${id}`, `/${id}/items`]) expect(await asNobody("GET", `/admin/catalogs${path}`)).toBe(401)
    for (const path of ["", `/${id}`, `/${id}/imports`])
      expect(await asNobody("POST", `/admin/catalogs${path}`)).toBe(401)
    for (const path of ["", "/run_x", "/run_x/errors"])
      expect(await asNobody("GET", `/admin/feed-runs${path}`)).toBe(401)
  })
})

describe("/admin/catalogs/:id/imports", () => {
  it("answers 202 with the run, which its own address and the list show", async () => {
    const { id } = await create()
    const form = fileForm("sku,name\nA,Mug")
    const answer = await store.admin.post<{ feed_run: { id: string; state: string } }>(
      `/admin/catalogs/${id}/imports`,
      form
    )
    expect(answer).toMatchObject({ status: 202, body: { feed_run: { state: "queued", catalog_id: id } } })
    const list = await store.admin.get<{ feed_runs: { id: string }[] }>(`/admin/feed-runs?catalog_id=${id}`)
    expect(list.body.feed_runs.map((run) => run.id)).toEqual([answer.body.feed_run.id])
  })

  it("imports a file that lies in the File Module already", async () => {
    const { id } = await create()
    const form = new FormData()
    form.set("files", new Blob(["sku,name\nA,Mug"], { type: "text/csv" }), "items.csv")
    const { body } = await store.admin.post<{ files: { id: string }[] }>("/admin/uploads", form)
    const answer = await store.admin.post(`/admin/catalogs/${id}/imports`, { file_key: body.files[0]?.id })
    expect(answer.status).toBe(202)
  })

  it.each([
    ["no file", () => ({}), "no_file"],
    ["a file in another field", () => withField("upload"), "bad_upload"],
  ])("refuses %s", async (_, body, code) => {
    const { id } = await create()
    const answer = await store.admin.post<ErrorBody>(`/admin/catalogs/${id}/imports`, body())
    expect(answer).toMatchObject({ status: 400, body: { code } })
  })

  it("404s for a catalog or a run that is not there", async () => {
    const missing = await store.admin.post<ErrorBody>("/admin/catalogs/catalog_none/imports", fileForm("sku,name\nA,B"))
    expect(missing).toMatchObject({ status: 404, body: { code: "unknown_catalog" } })
    for (const path of ["run_none", "run_none/errors"]) {
      const answer = await store.admin.get<ErrorBody>(`/admin/feed-runs/${path}`)
      expect(answer).toMatchObject({ status: 404, body: { code: "unknown_feed_run" } })
    }
  })

  it("fails the run, and says so, when its file is gone", async () => {
    const { id } = await create()
    const answer = await store.admin.post<{ feed_run: { id: string } }>(`/admin/catalogs/${id}/imports`, {
      file_key: "private-none.csv",
    })
    expect(await endOf(answer.body.feed_run.id)).toMatchObject({ state: "failed", error: { code: "internal_error" } })
  })
})

const withField = (name: string): FormData => {
  const form = new FormData()
  form.set(name, new Blob(["sku,name\nA,B"]), "items.csv")
  return form
}

describe("/admin/sites/:id/exclusions", () => {
  const prepare = async () => {
    const { id } = await create()
    await importFile(id, ["sku,name,price:usd", "A,Mug,1", "B,Cup,1"])
    const site = await createSite({ catalog_id: id })
    const change = (body: object) => store.admin.post<ErrorBody>(`/admin/sites/${site.id}/exclusions`, body)
    const shown = async () =>
      (await store.sdk(site.publishable_key.token).store.product.list()).products.map(({ title }) => title).sort()
    return { site, change, shown }
  }

  it("hides and shows items, and lists them by sku", async () => {
    const { change, shown } = await prepare()
    const answer = await change({ add: [{ sku: "A", reason: "licence" }] })
    expect(answer).toMatchObject({ status: 200, body: { count: 1, exclusions: [{ sku: "A", reason: "licence" }] } })
    expect(await shown()).toEqual(["Cup"])
    expect(await change({ add: [{ sku: "A", reason: "again" }] })).toMatchObject({ body: { count: 1 } })
    expect(await change({ remove: ["A"] })).toMatchObject({ status: 200, body: { count: 0 } })
    expect(await shown()).toEqual(["Cup", "Mug"])
  })

  it("changes nothing when one sku is unknown", async () => {
    const { change, shown } = await prepare()
    expect(await change({ add: [{ sku: "A" }, { sku: "NONE" }] })).toMatchObject({
      status: 400,
      body: { code: "unknown_sku" },
    })
    expect(await shown()).toEqual(["Cup", "Mug"])
  })

  it("reads requests of 10,000 skus with the longest reasons and as many to show again, and of no more", async () => {
    const { change } = await prepare()
    const skus = Array.from({ length: 20_000 }, (_, place) => String(place).padStart(128, "0"))
    const add = skus.slice(0, 10_000).map((sku) => ({ sku, reason: "r".repeat(500) }))
    const remove = skus.slice(10_000)
    expect(await change({ add, remove })).toMatchObject({ status: 400, body: { code: "unknown_sku" } })
    const tooMany = await change({ add: [...add, { sku: "A" }] })
    expect(tooMany).toMatchObject({ status: 400, body: { message: expect.stringContaining("10000") } })
  })

  it("refuses what it can't mean", async () => {
    const { change, site } = await prepare()
    expect(await change({ add: [{ sku: "A" }], remove: ["A"] })).toMatchObject({ status: 400 })
    expect(await change({ add: "A" })).toMatchObject({ status: 400 })
    const bare = await createSite()
    const answer = await store.admin.post<ErrorBody>(`/admin/sites/${bare.id}/exclusions`, { add: [{ sku: "A" }] })
    expect(answer).toMatchObject({ status: 400, body: { code: "site_without_catalog" } })
    expect(await store.admin.get("/admin/sites/site_none/exclusions")).toMatchObject({ status: 404 })
    expect(await asNobody("GET", `/admin/sites/${site.id}/exclusions`)).toBe(401)
  })
})
