import { rm } from "node:fs/promises"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import sharp from "sharp"
import { PictureServer } from "../../../src/modules/catalog/images/__tests__/picture-server"
import { startStore, unique, type OwnStore } from "../../harness"
import { fileForm, type RunBody } from "./imports"

type ImageBody = {
  id: string
  url: string
  status: string
  reason: string | null
  message: string | null
  attempts: number
  sizes: { width: number; height: number; url: string }[]
  product_count: number
  products: { id: string; title: string; skus: string[] }[]
}
type ListBody = { images: ImageBody[]; counts: Record<string, number>; count: number; limit: number; offset: number }

const TIMEOUT_MS = 60_000

let store: OwnStore
let started: OwnStore | undefined
let server: PictureServer

beforeAll(async () => {
  server = await PictureServer.start()
  started = await startStore({ env: { IMAGES_CONCURRENCY: "2", FEEDS_ALLOW_PRIVATE_ADDRESSES: "127.0.0.1" } })
  store = started
})

afterAll(async () => {
  await server.stop()
  if (!started) return
  const { rows } = await store.owner.query<{ file_keys: string[] }>("select file_keys from catalog_picture")
  const keys = rows.flatMap(({ file_keys }) => file_keys)
  await Promise.all(keys.map((key) => rm(join(__dirname, "../../../static", key), { force: true })))
  await store.stop()
})

const until = async <Value>(read: () => Promise<Value | false>): Promise<Value> => {
  const deadline = Date.now() + TIMEOUT_MS
  for (;;) {
    const value = await read()
    if (value) return value
    if (Date.now() > deadline) throw new Error(`It did not happen; the log says:\n${store.output().slice(-2_000)}`)
    await pause(100)
  }
}

const createCatalog = async (): Promise<string> => {
  const answer = await store.admin.post<{ catalog: { id: string } }>("/admin/catalogs", {
    name: unique("catalog"),
    type: "erp",
  })
  return answer.body.catalog.id
}

const importFile = async (catalogId: string, lines: string[]): Promise<RunBody> => {
  const path = `/admin/catalogs/${catalogId}/imports`
  const { body } = await store.admin.post<{ feed_run: RunBody }>(path, fileForm(lines.join("\n")))
  return await until(async () => {
    const run = await store.admin.get<{ feed_run: RunBody }>(`/admin/feed-runs/${body.feed_run.id}`)
    return ["completed", "failed"].includes(run.body.feed_run.state) && run.body.feed_run
  })
}

const imagesOf = async (catalogId: string, query = ""): Promise<ListBody> =>
  (await store.admin.get<ListBody>(`/admin/catalogs/${catalogId}/images${query}`)).body

/** The list, once nothing waits any more. */
const settled = (catalogId: string): Promise<ListBody> =>
  until(async () => {
    const list = await imagesOf(catalogId)
    return list.count > 0 && list.counts["queued"] === 0 && list.counts["working"] === 0 && list
  })

const photograph = (width: number): Promise<Buffer> =>
  sharp({ create: { width, height: width / 2, channels: 3, background: "#225577" } })
    .jpeg()
    .toBuffer()

describe("the pictures of an imported file", () => {
  it("are kept in three sizes that the shop answers and serves, or listed with the reason; the run knows nothing of it", async () => {
    server.on("/good.jpg", await photograph(2_000))
    server.on("/broken.jpg", Buffer.from("<html>Sorry</html>"), { "content-type": "image/jpeg" })
    const catalogId = await createCatalog()
    const file = [
      "sku,name,price:usd,image",
      `MUG-1,Mug,10,${server.url("/good.jpg")}|${server.url("/broken.jpg")}`,
      `CUP-1,Cup,10,${server.url("/broken.jpg")}`,
    ]
    expect(await importFile(catalogId, file)).toMatchObject({ state: "completed", rows_created: 2, rows_rejected: 0 })

    const list = await settled(catalogId)
    expect(list).toMatchObject({
      count: 2,
      counts: { queued: 0, working: 0, kept: 1, failed: 1 },
      limit: 20,
      offset: 0,
    })
    const kept = list.images.find(({ status }) => status === "kept")
    expect(kept).toMatchObject({ url: server.url("/good.jpg"), reason: null, product_count: 1 })
    expect(kept?.sizes.map(({ width, height }) => [width, height])).toEqual([
      [320, 160],
      [800, 400],
      [1600, 800],
    ])
    for (const { url, width } of kept?.sizes ?? []) {
      const answer = await fetch(url)
      expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "image/webp"])
      const { format, width: served } = await sharp(Buffer.from(await answer.arrayBuffer())).metadata()
      expect([format, served]).toEqual(["webp", width])
    }

    const failed = await imagesOf(catalogId, "?status=failed")
    expect(failed).toMatchObject({
      count: 1,
      images: [{ status: "failed", reason: "not_a_picture", product_count: 2, sizes: [] }],
    })
    expect(failed.images[0]?.products.map(({ title, skus }) => [title, skus])).toEqual(
      expect.arrayContaining([
        ["Mug", ["MUG-1"]],
        ["Cup", ["CUP-1"]],
      ])
    )

    const requests = server.requests.length
    const before = await store.owner.query("select * from image order by id")
    expect(await importFile(catalogId, file)).toMatchObject({ state: "completed", rows_unchanged: 2 })
    expect(
      await importFile(
        catalogId,
        file.map((line) => line.replace("Mug,10", "Better mug,11"))
      )
    ).toMatchObject({ rows_updated: 1 })
    expect((await imagesOf(catalogId)).counts).toEqual(list.counts)
    expect((await store.owner.query("select * from image order by id")).rows).toEqual(before.rows)
    expect(server.requests).toHaveLength(requests)
  })

  it("are answered by the Store API beside the source's address", async () => {
    server.on("/shop.jpg", await photograph(900))
    const catalogId = await createCatalog()
    const client = await store.admin.post<{ client: { id: string } }>("/admin/clients", {
      name: unique("client"),
      slug: unique("client"),
    })
    const site = await store.admin.post<{ site: { publishable_key: { token: string } } }>("/admin/sites", {
      ...{ client_id: client.body.client.id, catalog_id: catalogId, name: unique("site"), status: "active" },
      ...{ currency_code: "usd", domains: [`${unique("shop")}.example`] },
    })
    await importFile(catalogId, ["sku,name,price:usd,image", `A,Jug,10,${server.url("/shop.jpg")}`])
    await settled(catalogId)
    const headers = { "x-publishable-api-key": site.body.site.publishable_key.token }
    type Shown = { thumbnail: string; images: { url: string; metadata: { sizes: { width: number; url: string }[] } }[] }
    const answer = await store.request("/store/products", { headers })
    const { products } = (await answer.json()) as { products: Shown[] }
    expect(products).toMatchObject([{ thumbnail: server.url("/shop.jpg"), images: [{ url: server.url("/shop.jpg") }] }])
    const sizes = products[0]?.images[0]?.metadata.sizes ?? []
    expect(sizes.map(({ width }) => width)).toEqual([320, 800, 900])
    expect(sizes.every(({ url }) => url.startsWith(`http://localhost:${new URL(store.url).port}/static/`))).toBe(true)
  })

  it("are tried again when an operator asks for it, all that failed or some", async () => {
    const catalogId = await createCatalog()
    await importFile(catalogId, [
      "sku,name,price:usd,image",
      `A,Jug,10,${server.url("/late-1.jpg")}`,
      `B,Bowl,10,${server.url("/late-2.jpg")}`,
    ])
    const { images } = await settled(catalogId)
    expect(images.map(({ reason }) => reason)).toEqual(["not_found", "not_found"])
    for (const path of ["/late-1.jpg", "/late-2.jpg"]) server.on(path, await photograph(40))
    const path = `/admin/catalogs/${catalogId}/images/retry`
    const one = await store.admin.post(path, { ids: [images[0]?.id] })
    expect([one.status, one.body]).toEqual([202, { queued: 1 }])
    await until(async () => (await imagesOf(catalogId)).counts["kept"] === 1)
    const rest = await store.admin.post(path, {})
    expect([rest.status, rest.body]).toEqual([202, { queued: 1 }])
    await until(async () => (await imagesOf(catalogId)).counts["kept"] === 2)
  })
})

describe("the list of pictures", () => {
  it("is answered page by page", async () => {
    const catalogId = await createCatalog()
    const urls = ["/p1.jpg", "/p2.jpg", "/p3.jpg"].map((path) => server.url(path))
    await importFile(catalogId, ["sku,name,price:usd,image", `A,Jug,10,${urls.join("|")}`])
    await settled(catalogId)
    const first = await imagesOf(catalogId, "?limit=2")
    const second = await imagesOf(catalogId, "?limit=2&offset=2")
    expect([...first.images, ...second.images].map(({ url }) => url).sort()).toEqual(urls)
    expect([first.count, second.count, second.limit, second.offset]).toEqual([3, 3, 2, 2])
  })

  it("refuses what it does not know", async () => {
    const catalogId = await createCatalog()
    const list = (query: string) => store.admin.get(`/admin/catalogs/${catalogId}/images${query}`)
    for (const query of ["?status=lost", "?limit=0", "?limit=201", "?offset=-1", "?fields=id"])
      expect([query, (await list(query)).status]).toEqual([query, 400])
    const retry = (body: unknown) => store.admin.post(`/admin/catalogs/${catalogId}/images/retry`, body)
    for (const body of [{ ids: [] }, { ids: "all" }, { all: true }]) expect((await retry(body)).status).toBe(400)
    expect(await retry({ ids: ["catimg_of_another"] })).toMatchObject({ status: 202, body: { queued: 0 } })
  })

  it("is of one catalog that exists, and for signed-in users", async () => {
    const unknown = { status: 404, body: { code: "unknown_catalog" } }
    expect(await store.admin.get("/admin/catalogs/catalog_none/images")).toMatchObject(unknown)
    expect(await store.admin.post("/admin/catalogs/catalog_none/images/retry", {})).toMatchObject(unknown)
    const catalogId = await createCatalog()
    const anonymous = async (method: string, path: string) => (await store.request(path, { method })).status
    expect(await anonymous("GET", `/admin/catalogs/${catalogId}/images`)).toBe(401)
    expect(await anonymous("POST", `/admin/catalogs/${catalogId}/images/retry`)).toBe(401)
  })
})
