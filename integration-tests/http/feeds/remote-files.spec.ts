import { createHash } from "node:crypto"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import type { IncomingHttpHeaders } from "node:http"
import { createServer, type Server } from "node:https"
import type { AddressInfo } from "node:net"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { SftpServer } from "../../../src/modules/catalog/sources/sftp/__tests__/server"
import { type OwnStore, startStore } from "../../harness"
import { makeAuthority, makeServerCertificate } from "../../harness/certificates"
import { eventually } from "./eventually"
import { createFeed, type FeedRunBody, itemLines, untilAt } from "./feeds"

// A file on an SFTP server is looked at twice, 5 s apart.
jest.setTimeout(120_000)

const FILE = gzipSync(itemLines(3).join("\n"))

let folder: string
let own: OwnStore
let web: Server
let stranger: Server
const sftp = new SftpServer()
const SLOW = Buffer.from(itemLines(12_000).join("\n"))
let goOn: () => void = () => undefined
const asked: { path: string | undefined; headers: IncomingHttpHeaders }[] = []

const startWeb = (authority: string): Promise<Server> => {
  makeAuthority(folder, authority)
  makeServerCertificate(folder, authority)
  const [key, cert] = ["server.key", "server.crt"].map((name) => readFileSync(join(folder, name)))
  const server = createServer({ key, cert }, ({ url, headers }, res) => {
    asked.push({ path: url, headers })
    if (url !== "/slow.csv") return void res.end(FILE)
    res.setHeader("content-length", SLOW.length)
    res.write(SLOW.subarray(0, SLOW.length * 0.7))
    goOn = () => void res.end(SLOW.subarray(SLOW.length * 0.7))
  })
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)))
}

const originOf = (server: Server): string => `https://localhost:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  folder = mkdtempSync("/var/tmp/galleria-remote-")
  stranger = await startWeb("other")
  web = await startWeb("right")
  await sftp.start()
  own = await startStore({
    env: {
      FEEDS_ALLOW_PRIVATE_ADDRESSES: "127.0.0.1,::1",
      FEED_RETRY_BASE_MS: "50",
      NODE_EXTRA_CA_CERTS: join(folder, "right.crt"),
    },
  })
})

afterAll(async () => {
  web.close()
  stranger.close()
  sftp.stop()
  rmSync(folder, { recursive: true })
  await own.stop()
})

/** Runs a new feed of a file that lies elsewhere, to its end. */
const runFrom = async (settings: object, credentials: object): Promise<FeedRunBody> => {
  const feed = await createFeed({ settings, credentials }, own)
  expect(Object.values(feed.credentials)).toEqual(["sealed"])
  const { status, body } = await own.admin.post<{ feed_run: FeedRunBody }>(`/admin/feeds/${feed.id}/runs`, {})
  expect(status).toBe(202)
  return untilAt(own, body.feed_run.id, ["completed", "failed"])
}

const secretsIn = (run: FeedRunBody): string[] =>
  [JSON.stringify(run), own.output()].flatMap((text) => text.match(/hunter2|secret"/g) ?? [])

describe("a feed whose file lies elsewhere", () => {
  it("reads it over HTTPS with its sealed authorization", async () => {
    const run = await runFrom({ location: `${originOf(web)}/out/items.csv.gz` }, { authorization: "Bearer hunter2" })
    expect(run).toMatchObject({ state: "completed", rows_created: 3 })
    expect(asked).toMatchObject([{ path: "/out/items.csv.gz", headers: { authorization: "Bearer hunter2" } }])
    expect(secretsIn(run)).toEqual([])
  })

  it("tells how far it is and when it will end, also when it is read for the first time", async () => {
    const settings = { location: `${originOf(web)}/slow.csv` }
    const feed = await createFeed({ settings, credentials: { authorization: "Bearer hunter2" } }, own)
    const { body } = await own.admin.post<{ feed_run: FeedRunBody }>(`/admin/feeds/${feed.id}/runs`, {})
    const look = () => own.admin.get<{ feed_run: FeedRunBody }>(`/admin/feed-runs/${body.feed_run.id}`)
    const { body: underWay } = await eventually(look, ({ body }) => body.feed_run.rows_read >= 6_000, 30_000)
    expect(underWay.feed_run).toMatchObject({ state: "reading", eta_seconds: expect.any(Number) })
    expect(underWay.feed_run.progress).toBeGreaterThan(0.15)
    expect(underWay.feed_run.progress).toBeLessThan(0.35)
    // What has come and waits to be read, some 64 KiB, counts as read.
    expect(Math.abs(underWay.feed_run.rows_expected - 12_000)).toBeLessThan(4_000)
    goOn()
    const run = await untilAt(own, body.feed_run.id, ["completed", "failed"])
    expect(run).toMatchObject({ state: "completed", progress: 1, rows_created: 12_000 })
    asked.length = 0
  })

  it("refuses a server that nobody vouches for, before it is told a secret", async () => {
    asked.length = 0
    const run = await runFrom({ location: `${originOf(stranger)}/items.csv` }, { authorization: "Bearer hunter2" })
    expect(run).toMatchObject({
      state: "failed",
      error: {
        code: "source_refused",
        message: expect.stringMatching(/certificate of localhost:\d+ can't be verified/),
      },
    })
    expect(asked).toEqual([])
  })

  it("reads the newest over SFTP when it is what its SHA-256 beside it says", async () => {
    const sum = createHash("sha256").update(FILE).digest("hex")
    sftp.files.set("/out/items-1.csv.gz", { content: Buffer.from("old"), changedAtS: 100 })
    sftp.files.set("/out/items-2.csv.gz", { content: FILE, changedAtS: 200 })
    sftp.files.set("/out/items-2.csv.gz.sha256", { content: Buffer.from(`${sum}  items-2.csv.gz\n`), changedAtS: 200 })
    const location = `sftp://feed@localhost:${sftp.port}/out/items-*.csv.gz`
    const run = await runFrom({ location, host_fingerprint: sftp.fingerprint }, { password: "secret" })
    expect(run).toMatchObject({ state: "completed", rows_created: 3 })
    expect(secretsIn(run)).toEqual([])
  })
})
