import { Connections } from "../../sources/http/exchange"
import { httpSurroundings } from "../../sources/http/surroundings"
import { downloadPicture } from "../download-picture"
import type { PictureFailure } from "../picture-failure"
import { PictureGuard } from "../picture-guard"
import { PictureServer } from "./picture-server"

const LARGEST_BYTES = 100_000
const PATIENT = {
  timeoutMs: 2_000,
  idleMs: 300,
  leastBytes: 1_024,
  deadlineMs: 3_000,
  largestBytes: 1_000_000,
  concurrency: 2,
}

let server: PictureServer

beforeEach(async () => {
  server = await PictureServer.start()
})

afterEach(() => server.stop())

const download = async (url: string, etag: string | null = null, allowed = ["127.0.0.1"]) => {
  const connections = new Connections({ ...httpSurroundings([]), guard: new PictureGuard(allowed) }, PATIENT)
  try {
    return await downloadPicture(connections, { url, etag, largestBytes: LARGEST_BYTES, now: Date.now })
  } finally {
    connections.close()
  }
}

const failureOf = async (url: string, allowed?: string[]) => {
  try {
    return { reason: null, downloaded: await download(url, null, allowed) }
  } catch (error) {
    const { reason, mayPass, askedMs } = error as PictureFailure
    return { reason, mayPass, askedMs }
  }
}

describe("a picture's download", () => {
  it("answers the bytes and their version, whatever the server calls them", async () => {
    server.on("/a", Buffer.from("bytes"), { "content-type": "text/html", etag: '"v1"' })
    expect(await download(server.url("/a"))).toEqual({ isUnchanged: false, bytes: Buffer.from("bytes"), etag: '"v1"' })
  })

  it("says nothing of itself but what it takes, and asks for a new version only", async () => {
    server.on("/a", (request, response) => {
      response.writeHead(request.headers["if-none-match"] === '"v1"' ? 304 : 200).end()
    })
    expect(await download(server.url("/a"), '"v1"')).toEqual({ isUnchanged: true })
    const [asked] = server.requests
    expect(Object.keys(asked?.headers ?? {}).sort()).toEqual([
      "accept",
      "accept-encoding",
      "connection",
      "host",
      "if-none-match",
    ])
  })

  it("follows redirects, also to another server, but not on and on", async () => {
    const other = await PictureServer.start()
    other.on("/there", Buffer.from("found"))
    server.on("/away", (_request, response) => response.writeHead(302, { location: other.url("/there") }).end())
    server.on("/round", (_request, response) => response.writeHead(302, { location: "/round" }).end())
    expect(await download(server.url("/away"))).toMatchObject({ bytes: Buffer.from("found") })
    expect(await failureOf(server.url("/round"))).toMatchObject({ reason: "too_many_redirects", mayPass: false })
    expect(server.requests.filter(({ path }) => path === "/round")).toHaveLength(5)
    await other.stop()
  })

  it.each([
    ["the metadata service", "http://169.254.169.254/latest/meta-data/"],
    ["the metadata service by another name", "http://[::ffff:a9fe:a9fe]/latest/"],
    ["a private address", "http://10.0.0.1/secret.jpg"],
    ["loopback as a number", "http://0x7f.2/a.jpg"],
  ])("does not follow a redirect to %s", async (_where, location) => {
    server.on("/out", (_request, response) => response.writeHead(302, { location }).end())
    expect(await failureOf(server.url("/out"))).toMatchObject({ reason: "private_address", mayPass: false })
  })

  it("does not follow a redirect to a file, or to no address", async () => {
    for (const location of ["file:///etc/passwd", "ftp://example.com/a.jpg", "http://"]) {
      server.on("/out", (_request, response) => response.writeHead(302, { location }).end())
      expect(await failureOf(server.url("/out"))).toMatchObject({ reason: "bad_url" })
    }
  })

  it("reaches no private address unless it is allowed, by name neither", async () => {
    server.on("/a", Buffer.from("bytes"))
    expect(await failureOf(server.url("/a"), [])).toMatchObject({ reason: "private_address" })
    expect(await failureOf(server.url("/a").replace("127.0.0.1", "localhost"), [])).toMatchObject({
      reason: "private_address",
    })
    expect(server.requests).toEqual([])
  })

  it("ends at the largest size, announced or not, packed or not", async () => {
    server.on("/announced", Buffer.alloc(LARGEST_BYTES + 1))
    server.on("/endless", (_request, response) => {
      const more = () => response.write(Buffer.alloc(64_000), () => response.destroyed || more())
      more()
    })
    server.on("/whole", Buffer.alloc(LARGEST_BYTES))
    for (const path of ["/announced", "/endless"])
      expect(await failureOf(server.url(path))).toMatchObject({ reason: "too_large", mayPass: false })
    expect(await download(server.url("/whole"))).toMatchObject({ bytes: Buffer.alloc(LARGEST_BYTES) })
  })

  it("gives up a byte now and then", async () => {
    server.on("/drip", (_request, response) => {
      const drip = setInterval(() => response.write("x"), 20)
      response.once("close", () => clearInterval(drip))
    })
    expect(await failureOf(server.url("/drip"))).toMatchObject({ reason: "unreachable", mayPass: true })
  })

  it("takes an answer that breaks off for none", async () => {
    server.on("/short", (_request, response) => {
      response.writeHead(200, { "content-length": "1000" }).write("only this")
      setTimeout(() => response.destroy(), 50)
    })
    expect(await failureOf(server.url("/short"))).toMatchObject({ reason: "unreachable", mayPass: true })
  })

  it.each([
    [404, "not_found", false],
    [410, "not_found", false],
    [401, "refused", false],
    [403, "refused", false],
    [206, "refused", false],
    [204, "refused", false],
    [304, "refused", false],
    [429, "unreachable", true],
    [500, "unreachable", true],
    [503, "unreachable", true],
  ])("tells of status %i that it is %s", async (status, reason, mayPass) => {
    server.on("/a", (_request, response) => response.writeHead(status).end())
    expect(await failureOf(server.url("/a"))).toMatchObject({ reason, mayPass })
  })

  it("hears how long a server wants to be left alone", async () => {
    server.on("/a", (_request, response) => response.writeHead(429, { "retry-after": "120" }).end())
    expect(await failureOf(server.url("/a"))).toMatchObject({ reason: "unreachable", askedMs: 120_000 })
  })

  it("tells a server that is not there, or a name that nobody has", async () => {
    const gone = server.url("/a")
    await server.stop()
    expect(await failureOf(gone)).toMatchObject({ reason: "unreachable", mayPass: true })
    expect(await failureOf("http://nobody.invalid/a.jpg")).toMatchObject({ reason: "unreachable", mayPass: true })
    server = await PictureServer.start()
  })
})
