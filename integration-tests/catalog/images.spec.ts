import { type Knex, knex as createKnex } from "@medusajs/framework/mikro-orm/knex"
import { PictureServer } from "../../src/modules/catalog/images/__tests__/picture-server"
import type { ImageSettings } from "../../src/modules/catalog/images/image-keeper"
import { claimImage } from "../../src/modules/catalog/images/statements/claim-image"
import { queueImages } from "../../src/modules/catalog/images/statements/queue-images"
import { assignPicture, failImage, finishImage } from "../../src/modules/catalog/images/statements/settle-image"
import { executorOf, type Executor } from "../../src/postgres/executor"
import { createDatabase, type TestDatabase } from "../harness"
import { imageCatalog, imageWorker, picture } from "./image-worker"

let database: TestDatabase
let knex: Knex
let db: Executor
let server: PictureServer
let servers: PictureServer[] = []
let good: Buffer

beforeAll(async () => {
  database = await createDatabase()
  knex = createKnex({ client: "pg", connection: database.runtimeUrl, pool: { min: 1, max: 10 } })
  db = executorOf(knex)
  good = await picture("#aa2211")
})

afterAll(async () => {
  await knex.destroy()
  await database.drop()
})

beforeEach(async () => {
  server = await startServer()
  for (const table of ["catalog_image", "catalog_picture", "catalog_item", "image", "product", "catalog"])
    await db.run(`delete from ${table}`)
})

afterEach(async () => {
  await Promise.all(servers.map((one) => one.stop()))
  servers = []
})

const startServer = async (): Promise<PictureServer> => {
  const started = await PictureServer.start()
  servers.push(started)
  return started
}

const catalogOf = (id: string, urls: string[], clientId?: string) => imageCatalog(db, id, urls, clientId)

const worker = (settings?: Partial<ImageSettings>, now?: () => number) => imageWorker(db, settings, now)

type Row = {
  url: string
  status: string
  reason: string | null
  attempts: number
  waits: boolean
  picture_id: string | null
}

const rowsOf = (catalogId: string): Promise<Row[]> =>
  db.rows(
    `select url, status, reason, attempts, due_at > now() as waits, picture_id from catalog_image where catalog_id = $1 order by url`,
    [catalogId]
  )

const sizesOf = async (productId: string) => {
  const [row] = await db.rows<{ url: string; metadata: { sizes?: { width: number; url: string }[] } | null }>(
    "select url, metadata from image where product_id = $1",
    [productId]
  )
  return row
}

const makeDue = () => db.run("update catalog_image set due_at = now() - interval '1 second' where due_at is not null")

const requestsTo = (path: string): number => server.requests.filter((one) => one.path === path).length

describe("a picture that a product names", () => {
  it("is stored in its sizes and shown beside the source's address, and its product is told of", async () => {
    server.on("/a.png", good)
    const [product = ""] = await catalogOf("cat_a", [server.url("/a.png")])
    const { keep, files, told } = worker()
    await keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "kept", reason: null, waits: true }])
    const shown = await sizesOf(product)
    expect(shown?.url).toBe(server.url("/a.png"))
    expect(shown?.metadata?.sizes?.map(({ width }) => width)).toEqual([320, 400])
    expect([...files.keys()].map((key) => `https://files.test/${key}`)).toEqual(
      shown?.metadata?.sizes?.map(({ url }) => url)
    )
    expect(told).toEqual([`product.updated ${product}`])
    await keep()
    expect(server.requests).toHaveLength(1)
  })

  it("is queued once, however often and by however many products it is named", async () => {
    server.on("/a.png", good)
    const products = await catalogOf("cat_a", [server.url("/a.png"), server.url("/a.png")])
    expect(await queueImages(db, "cat_a", products)).toBe(0)
    const { keep, told } = worker()
    await keep()
    expect(requestsTo("/a.png")).toBe(1)
    expect(told).toHaveLength(2)
    expect(await queueImages(db, "cat_a", products)).toBe(0)
  })

  it("is shown again when an import has written the product's pictures anew", async () => {
    server.on("/a.png", good)
    const [product = ""] = await catalogOf("cat_a", [server.url("/a.png")])
    await worker().keep()
    const before = await sizesOf(product)
    await db.run(`update image set metadata = '{"alt": "A mug"}' where product_id = $1`, [product])
    await queueImages(db, "cat_a", [product])
    expect((await sizesOf(product))?.metadata).toEqual({ alt: "A mug", sizes: before?.metadata?.sizes })
  })

  it("is stored once for one owner, and apart for another", async () => {
    for (const path of ["/a.png", "/copy.png"]) server.on(path, good)
    await catalogOf("cat_a", [server.url("/a.png"), server.url("/copy.png")], "cli_1")
    await catalogOf("cat_b", [server.url("/a.png")], "cli_1")
    await catalogOf("cat_c", [server.url("/a.png")], "cli_2")
    const { keep, files } = worker()
    await keep()
    const rows = await Promise.all(["cat_a", "cat_b", "cat_c"].map(rowsOf))
    expect(rows.flat().map(({ status }) => status)).toEqual(["kept", "kept", "kept", "kept"])
    expect(new Set(rows.flat().map(({ picture_id }) => picture_id)).size).toBe(2)
    expect(files.size).toBe(4)
  })

  it("shows nothing on a product of another catalog that names the same address", async () => {
    server.on("/a.png", good)
    await catalogOf("cat_a", [server.url("/a.png")])
    const [other = ""] = await catalogOf("cat_b", [server.url("/a.png")])
    await db.run("delete from catalog_image where catalog_id = 'cat_b'")
    await worker().keep()
    expect((await sizesOf(other))?.metadata).toBeNull()
  })

  it("is not downloaded for a catalog that is retired", async () => {
    await catalogOf("cat_a", [server.url("/a.png")])
    await db.run("update catalog set deleted_at = now()")
    await worker().keep()
    expect(server.requests).toEqual([])
  })
})

describe("a picture that can't be had", () => {
  it("is given up at once when no later attempt would do better", async () => {
    server.on("/page.png", Buffer.from("<html>Welcome</html>"), { "content-type": "image/png" })
    server.on("/big.png", Buffer.alloc(1_000_001))
    await catalogOf("cat_a", [server.url("/big.png"), server.url("/gone.png"), server.url("/page.png")])
    await worker().keep()
    expect((await rowsOf("cat_a")).map(({ status, reason }) => `${status} ${reason}`)).toEqual([
      "failed too_large",
      "failed not_found",
      "failed not_a_picture",
    ])
  })

  it("is tried five times, later each time, and then given up", async () => {
    server.on("/a.png", (_request, response) => response.writeHead(500).end())
    await catalogOf("cat_a", [server.url("/a.png")])
    for (let attempt = 1; attempt < 5; attempt += 1) {
      await worker().keep()
      await worker().keep()
      expect(await rowsOf("cat_a")).toMatchObject([
        { status: "queued", reason: "unreachable", attempts: attempt, waits: true },
      ])
      await makeDue()
    }
    await worker().keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "failed", reason: "unreachable", attempts: 5 }])
    expect(requestsTo("/a.png")).toBe(5)
  })

  it("does not end the others, nor does a store of files that fails", async () => {
    server.on("/a.png", good)
    await catalogOf("cat_a", [server.url("/a.png"), server.url("/gone.png")])
    const broken = worker({ concurrency: 1 })
    broken.context.store = () => Promise.reject(new Error("the bucket is full"))
    await broken.keep()
    expect((await rowsOf("cat_a")).map(({ status, reason }) => `${status} ${reason}`)).toEqual([
      "queued not_stored",
      "failed not_found",
    ])
    await makeDue()
    await worker().keep()
    expect((await rowsOf("cat_a")).map(({ status }) => status)).toEqual(["kept", "failed"])
  })

  it("lets its host rest after five failures in a row, without using up the others' attempts", async () => {
    const other = await startServer()
    other.on("/good.png", good)
    const urls = Array.from({ length: 20 }, (_, place) => server.url(`/${place}.png`))
    for (let place = 0; place < 20; place += 1)
      server.on(`/${place}.png`, (_request, response) => response.writeHead(503).end())
    await catalogOf("cat_a", [...urls, other.url("/good.png")])
    const { keep } = worker({ concurrency: 1 })
    await keep()
    expect(server.requests).toHaveLength(5)
    const rows = await rowsOf("cat_a")
    expect(rows.filter(({ attempts, status }) => status === "queued" && attempts === 0)).toHaveLength(15)
    expect(rows.filter(({ status }) => status === "kept")).toHaveLength(1)
  })

  it("takes the others of its host with it when that has not answered for all of its attempts", async () => {
    let now = Date.now()
    const urls = Array.from({ length: 20 }, (_, place) => server.url(`/${place}.png`))
    for (let place = 0; place < 20; place += 1)
      server.on(`/${place}.png`, (_request, response) => response.writeHead(503).end())
    await catalogOf("cat_a", urls)
    const { keep } = worker({ concurrency: 1 }, () => now)
    for (
      let rounds = 0;
      rounds < 90 && (await rowsOf("cat_a")).some(({ status }) => status !== "failed");
      rounds += 1
    ) {
      await makeDue()
      await keep()
      now += 6 * 60_000
    }
    const reasons = (await rowsOf("cat_a")).map(({ status, reason }) => `${status} ${reason}`).sort()
    expect(reasons).toEqual([...Array<string>(19).fill("failed host_down"), "failed unreachable"])
    expect(server.requests.length).toBeLessThan(90)
  })

  it("leaves a host alone for as long as it asks", async () => {
    let now = Date.now()
    server.on("/a.png", (_request, response) => response.writeHead(429, { "retry-after": "600" }).end())
    server.on("/b.png", good)
    await catalogOf("cat_a", [server.url("/a.png")])
    const { keep } = worker({}, () => now)
    await keep()
    await catalogOf("cat_b", [server.url("/b.png")])
    now += 599_000
    await keep()
    expect(requestsTo("/b.png")).toBe(0)
    now += 2_000
    await keep()
    expect(requestsTo("/b.png")).toBe(1)
  })
})

describe("a kept picture", () => {
  const refreshed = async (): Promise<void> => {
    await makeDue()
    await worker().keep()
  }

  it("is looked at again when its time has come, and not downloaded when it is the same", async () => {
    server.on("/a.png", (request, response) => {
      if (request.headers["if-none-match"] === '"v1"') response.writeHead(304).end()
      else response.writeHead(200, { etag: '"v1"' }).end(good)
    })
    const [product = ""] = await catalogOf("cat_a", [server.url("/a.png")])
    await worker().keep()
    const before = await sizesOf(product)
    const again = worker()
    await makeDue()
    await again.keep()
    expect([requestsTo("/a.png"), again.files.size, again.told]).toEqual([2, 0, []])
    expect(await sizesOf(product)).toEqual(before)
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "kept", waits: true }])
  })

  it("is not stored again when its server knows no versions but the bytes are the same", async () => {
    server.on("/a.png", good)
    await catalogOf("cat_a", [server.url("/a.png")])
    await worker().keep()
    const again = worker()
    await makeDue()
    await again.keep()
    expect([requestsTo("/a.png"), again.files.size, again.told]).toEqual([2, 0, []])
  })

  it("is replaced when it has changed at its address", async () => {
    server.on("/a.png", good)
    const [product = ""] = await catalogOf("cat_a", [server.url("/a.png")])
    await worker().keep()
    server.on("/a.png", await picture("#1122aa", 900))
    await refreshed()
    expect((await sizesOf(product))?.metadata?.sizes?.map(({ width }) => width)).toEqual([320, 800, 900])
  })

  it("stays what it was when its source is gone", async () => {
    server.on("/a.png", good)
    const [product = ""] = await catalogOf("cat_a", [server.url("/a.png")])
    await worker().keep()
    const before = await sizesOf(product)
    server.on("/a.png", (_request, response) => response.writeHead(404).end())
    await refreshed()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "kept", reason: "not_found", waits: true }])
    expect(await sizesOf(product)).toEqual(before)
  })
})

describe("a worker that is killed", () => {
  const taken = async () => {
    const image = await claimImage(db, 2, [])
    if (!image) throw new Error("There was no picture to take")
    return image
  }

  it("leaves its picture to another when the lease ends, and not before", async () => {
    server.on("/a.png", good)
    await catalogOf("cat_a", [server.url("/a.png")])
    await taken()
    await worker().keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "working" }])
    await makeDue()
    await worker().keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "kept" }])
  })

  it("writes nothing when it comes back late", async () => {
    server.on("/a.png", good)
    await catalogOf("cat_a", [server.url("/a.png")])
    const late = await taken()
    await makeDue()
    await worker().keep()
    const kept = await rowsOf("cat_a")
    expect(await assignPicture(db, late, "catpic_late", null)).toBe(false)
    expect(await finishImage(db, late, 30)).toBe(0)
    expect(await failImage(db, late, { reason: "late", message: "late", retryAfterMs: null }, 30)).toBe(0)
    expect(await rowsOf("cat_a")).toEqual(kept)
  })

  it("gives up a picture that has taken five workers with it", async () => {
    await catalogOf("cat_a", [server.url("/a.png")])
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await taken()
      await makeDue()
      if (attempt < 4) await db.run("update catalog_image set status = 'queued'")
    }
    await worker().keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "failed", reason: "worker_lost", attempts: 5 }])
    expect(server.requests).toEqual([])
  })

  it("between keeping and showing leaves nothing undone", async () => {
    server.on("/a.png", good)
    const [product = ""] = await catalogOf("cat_a", [server.url("/a.png")])
    const killed = worker()
    killed.context.emit = () => Promise.reject(new Error("killed"))
    await killed.keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "working" }])
    await makeDue()
    await worker().keep()
    expect(await rowsOf("cat_a")).toMatchObject([{ status: "kept" }])
    expect((await sizesOf(product))?.metadata?.sizes).toHaveLength(2)
  })
})

describe("many pictures", () => {
  it("of one catalog don't delay the few of another", async () => {
    const many = Array.from({ length: 200 }, (_, place) => `https://many.test/${place}.png`)
    await catalogOf("cat_a", many)
    await catalogOf("cat_b", ["https://few.test/1.png", "https://few.test/2.png", "https://few.test/3.png"])
    const turns: string[] = []
    for (let turn = 0; turn < 8; turn += 1) turns.push((await claimImage(db, 100, []))?.catalog_id ?? "none")
    expect(turns.filter((id) => id === "cat_b")).toHaveLength(3)
  })

  it("of one host are downloaded few at once, and leave the other places to other hosts", async () => {
    const other = await startServer()
    let hanging: (() => void)[] = []
    const urls = Array.from({ length: 6 }, (_, place) => server.url(`/${place}.png`))
    for (let place = 0; place < 6; place += 1)
      server.on(`/${place}.png`, (_request, response) => void hanging.push(() => response.end(good)))
    await catalogOf("cat_a", [...urls, other.url("/a.png")])
    const kept = new Promise<void>((done) => {
      other.on("/a.png", (_request, response) => response.end(good, done))
    })
    const all = worker({ concurrency: 4, perHost: 2 }).keep()
    await kept
    expect(server.mostAtOnce).toBeLessThanOrEqual(2)
    const answering = setInterval(() => {
      const waiting = hanging
      hanging = []
      for (const answer of waiting) answer()
    }, 10)
    await all
    clearInterval(answering)
    expect(server.mostAtOnce).toBe(2)
    expect((await rowsOf("cat_a")).map(({ status }) => status)).toEqual(Array(7).fill("kept"))
  })

  it("are kept once each by several workers that are all asked at once, again and again", async () => {
    const urls = Array.from({ length: 30 }, (_, place) => server.url(`/${place}.png`))
    for (const [place] of urls.entries())
      server.on(`/${place}.png`, await picture(`#0000${(place + 16).toString(16)}`, 40))
    await catalogOf("cat_a", urls)
    const workers = [worker({ perHost: 9 }), worker({ perHost: 9 }), worker({ perHost: 9 })]
    await Promise.all([...workers, ...workers].map(({ keep }) => keep()))
    expect((await rowsOf("cat_a")).filter(({ status }) => status === "kept")).toHaveLength(30)
    expect(server.requests).toHaveLength(30)
    expect(server.mostAtOnce).toBeLessThanOrEqual(6)
  })
})
