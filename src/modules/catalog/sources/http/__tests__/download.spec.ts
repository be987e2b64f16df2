import { once } from "node:events"
import { gzipSync } from "node:zlib"
import { openDownload } from "../download"
import { postMessage } from "../post-message"
import { interrupted, json, plain, refused, restless, Stand } from "./stand"

const signal = new AbortController().signal

let stand: Stand
beforeAll(async () => (stand = await new Stand().start()))
afterAll(() => stand.stop())

describe("a file at an address", () => {
  const download = async (limits = {}, allowed = ["127.0.0.1"], path = "/items.csv?key=hidden") => {
    const { surroundings } = restless(allowed)
    const { file } = await openDownload(surroundings, {
      url: stand.origin + path,
      headers: { "x-key": "1" },
      signal,
      limits,
    })
    const pieces: Buffer[] = []
    for await (const piece of file as AsyncIterable<Buffer>) pieces.push(piece)
    return Buffer.concat(pieces).toString()
  }

  it("has the size that was announced, unless that is of what was packed for the way", async () => {
    const { surroundings } = restless(["127.0.0.1"])
    const sizeOf = async () => {
      const { file, bytes } = await openDownload(surroundings, { url: `${stand.origin}/items.csv`, signal })
      await once(file.resume(), "end")
      return bytes
    }
    stand.answers(plain("sku,name\n", 200, { "content-length": "9" }))
    expect(await sizeOf()).toBe(9)
    const packed = gzipSync("sku,name\n")
    stand.answers((_, res) =>
      res.writeHead(200, { "content-encoding": "gzip", "content-length": packed.length }).end(packed)
    )
    expect(await sizeOf()).toBeNull()
    stand.answers((_, res) => {
      res.write("sku,")
      res.end("name\n")
    })
    expect(await sizeOf()).toBeNull()
  })

  it("is streamed, with the feed's own headers", async () => {
    stand.answers(plain("sku,name\n"))
    await expect(download()).resolves.toBe("sku,name\n")
    expect(stand.requests[0]).toMatchObject({ url: "/items.csv?key=hidden", headers: { "x-key": "1" } })
  })

  it("is asked for again while the server is busy, and given up in the end", async () => {
    stand.answers(json({}, 503), plain("sku"))
    await expect(download()).resolves.toBe("sku")
    stand.answers(json({}, 503))
    await expect(download()).rejects.toEqual(interrupted)
  })

  it.each([401, 403, 404])("is refused with status %d, in words that leave out the query", async (status) => {
    stand.answers(json({}, status))
    await expect(download()).rejects.toEqual(refused)
    await expect(download()).rejects.not.toThrow("hidden")
  })

  it("interrupts when it breaks off, comes too slowly or is too large", async () => {
    stand.answers((_, res) => {
      res.writeHead(200, { "content-length": "1000" }).write("sku")
      setTimeout(() => res.destroy(), 20)
    })
    await expect(download()).rejects.toEqual(interrupted)
    stand.answers((_, res) => res.writeHead(200).write("sku"))
    await expect(download({ idleMs: 100 })).rejects.toEqual(interrupted)
    stand.answers(plain("x".repeat(2_000)))
    await expect(download({ largestBytes: 1_000 })).rejects.toEqual(interrupted)
  })

  it("comes neither from a private address nor from where another host redirects to", async () => {
    stand.answers(plain("sku"))
    await expect(download({}, [])).rejects.toEqual(refused)
    expect(stand.requests).toEqual([])
    stand.answers(plain("", 302, { location: "http://169.254.169.254/" }))
    await expect(download()).rejects.toEqual(refused)
  })

  it("ends its connection when the reader leaves early", async () => {
    const closed = new Promise((done) => {
      stand.answers((_, res) => {
        res.on("close", done)
        res.writeHead(200).write("x".repeat(100_000))
      })
    })
    const { file } = await openDownload(restless().surroundings, { url: `${stand.origin}/endless`, signal })
    file.once("data", () => file.destroy())
    await closed
  })
})

describe("a message to a subscriber", () => {
  const post = (url: string, allowed = ["127.0.0.1"]) =>
    postMessage(restless(allowed).surroundings, { url, headers: { "x-signature": "abc" }, body: '{"a":1}', signal })

  it("is posted once, with its signature, whatever the answer", async () => {
    for (const status of [200, 404, 503]) {
      stand.answers(json({}, status))
      await expect(post(`${stand.origin}/hook`)).resolves.toEqual({ status, failure: null })
      expect(stand.requests).toMatchObject([{ url: "/hook", body: '{"a":1}', headers: { "x-signature": "abc" } }])
    }
  })

  it("follows no redirect", async () => {
    stand.answers(plain("", 307, { location: "/elsewhere" }))
    await expect(post(`${stand.origin}/hook`)).resolves.toEqual({ status: 307, failure: null })
    expect(stand.requests).toHaveLength(1)
  })

  it("goes to no private address", async () => {
    stand.answers(json({}))
    for (const url of [`${stand.origin}/hook`, "https://[::1]/", "https://169.254.169.254/", "file:///x", "nonsense"])
      await expect(post(url, [])).resolves.toMatchObject({ status: null })
    expect(stand.requests).toEqual([])
  })

  it("says in words when nobody answers", async () => {
    stand.answers((req) => req.socket.destroy())
    await expect(post(`${stand.origin}/hook`)).resolves.toMatchObject({
      status: null,
      failure: expect.stringContaining("connection"),
    })
  })
})
