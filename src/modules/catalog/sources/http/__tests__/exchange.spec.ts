import { gzipSync } from "node:zlib"
import { Connections } from "../exchange"
import { PAGE_LIMITS, type HttpLimits } from "../limits"
import type { HttpSurroundings } from "../surroundings"
import { interrupted, plain, refused, restless, Stand } from "./stand"

const HURRY: HttpLimits = { ...PAGE_LIMITS, timeoutMs: 300, idleMs: 200, deadlineMs: 2_000, largestBytes: 100_000 }

let stand: Stand
let open: Connections[] = []
beforeAll(async () => (stand = await new Stand().start()))
afterAll(() => stand.stop())
afterEach(() => {
  for (const connections of open) connections.close()
  open = []
})

const read = async (
  over: Partial<HttpLimits> = {},
  surroundings: HttpSurroundings = restless().surroundings,
  host = "127.0.0.1",
  signal = new AbortController().signal
): Promise<string> => {
  const connections = new Connections(surroundings, { ...HURRY, ...over })
  open.push(connections)
  const url = new URL(`http://${host}:${stand.port}/items`)
  const answer = await connections.send(url, { method: "GET", headers: {}, signal })
  const pieces: Buffer[] = []
  for await (const piece of answer.body) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}

describe("a server that wears out patience", () => {
  const transient = expect.objectContaining({ name: "Transient" })

  it("ends the request when it answers nothing", async () => {
    stand.answers(() => undefined)
    await expect(read()).rejects.toEqual(transient)
  })

  it("ends the request when it sends a byte at a time, each in time", async () => {
    stand.answers((_, res) => {
      res.writeHead(200)
      const drip = setInterval(() => res.write("x"), 20)
      res.on("close", () => clearInterval(drip))
    })
    await expect(read()).rejects.toEqual(transient)
  })

  it("ends the request at its deadline, however steadily it sends", async () => {
    stand.answers((_, res) => {
      res.writeHead(200)
      const flow = setInterval(() => res.write("x".repeat(2_000)), 20)
      res.on("close", () => clearInterval(flow))
    })
    await expect(read({ deadlineMs: 300, largestBytes: 1e9 })).rejects.toEqual(transient)
  })

  it("is not blamed for a reader that takes its time", async () => {
    stand.answers(plain("x".repeat(90_000)))
    const connections = new Connections(restless().surroundings, HURRY)
    open.push(connections)
    const url = new URL(`${stand.origin}/`)
    const answer = await connections.send(url, { method: "GET", headers: {}, signal: new AbortController().signal })
    let bytes = 0
    for await (const piece of answer.body) {
      bytes += piece.length
      await new Promise((done) => setTimeout(done, 250))
    }
    expect(bytes).toBe(90_000)
  })

  it("ends the request when it breaks off in the middle of a body", async () => {
    stand.answers((_, res) => {
      res.writeHead(200, { "content-length": "1000" }).write("begin")
      setTimeout(() => res.destroy(), 20)
    })
    await expect(read()).rejects.toEqual(transient)
  })

  it("ends the request when nobody listens", async () => {
    const gone = await new Stand().start()
    const { port } = gone
    await gone.stop()
    const connections = new Connections(restless().surroundings, HURRY)
    const sent = connections.send(new URL(`http://127.0.0.1:${port}/`), {
      method: "GET",
      headers: {},
      signal: new AbortController().signal,
    })
    await expect(sent).rejects.toEqual(transient)
  })
})

describe("a server that sends too much", () => {
  it("is cut off when its body has no end", async () => {
    let sent = 0
    let closed: () => void
    const end = new Promise<void>((done) => (closed = done))
    stand.answers((_, res) => {
      res.writeHead(200)
      const more = () => {
        while (res.write("x".repeat(10_000))) sent += 10_000
      }
      res.on("drain", more).on("close", () => closed())
      more()
    })
    await expect(read()).rejects.toEqual(interrupted)
    await end
    expect(sent).toBeLessThan(50_000_000)
  })

  it("is cut off while its bomb is unpacked, long before it is whole", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1024 * 1024))
    stand.answers((_, res) => res.writeHead(200, { "content-encoding": "gzip" }).end(bomb))
    const before = process.memoryUsage().rss
    await expect(read()).rejects.toEqual(interrupted)
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024)
  })

  it("is refused when it packs in a way that nobody asked for", async () => {
    stand.answers(plain("x", 200, { "content-encoding": "zstd" }))
    await expect(read()).rejects.toEqual(interrupted)
  })
})

describe("what is packed", () => {
  it("is unpacked", async () => {
    stand.answers((_, res) => res.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("hello")))
    await expect(read()).resolves.toBe("hello")
  })

  it("ends the request when it is cut off", async () => {
    stand.answers((_, res) => res.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("hello").subarray(0, -9)))
    await expect(read()).rejects.toMatchObject({ name: "Transient" })
  })
})

describe("a name", () => {
  const resolving = (...answers: string[][]): HttpSurroundings["resolve"] => {
    return (_, done) => {
      const addresses = (answers.length > 1 ? answers.shift() : answers[0]) ?? []
      done(
        null,
        addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }))
      )
    }
  }

  it("is not reached when it leads inside", async () => {
    stand.answers(plain("secret"))
    await expect(read({}, restless([]).surroundings, "localtest.example")).rejects.toEqual(refused)
    expect(stand.requests).toEqual([])
  })

  it("is not reached when one of its addresses leads inside", async () => {
    const { surroundings } = restless([], { resolve: resolving(["8.8.8.8", "127.0.0.1"]) })
    await expect(read({}, surroundings, "mixed.example")).rejects.toEqual(refused)
  })

  it("can't change its address between the check and the connection", async () => {
    stand.answers(plain("hello", 200, { connection: "close" }))
    // Allowed by its network on the first look, the metadata service on the second.
    const { surroundings } = restless(["127.0.0.1"], { resolve: resolving(["127.0.0.1"], ["169.254.169.254"]) })
    await expect(read({}, surroundings, "rebind.example")).resolves.toBe("hello")
    await expect(read({}, surroundings, "rebind.example")).rejects.toEqual(refused)
    expect(stand.requests).toHaveLength(1)
  })

  it("that nobody knows ends the request", async () => {
    const resolve: HttpSurroundings["resolve"] = (_, done) =>
      done(Object.assign(new Error(), { code: "ENOTFOUND" }), [])
    await expect(read({}, restless([], { resolve }).surroundings, "gone.example")).rejects.toThrow("ENOTFOUND")
  })
})

describe("an abort", () => {
  it("ends a request that waits, and one whose body comes", async () => {
    for (const handler of [() => undefined, (_: unknown, res: { write(text: string): void }) => res.write("x")]) {
      stand.answers(handler)
      const controller = new AbortController()
      setTimeout(() => controller.abort(), 50)
      const reading = read(
        { timeoutMs: 9_000, idleMs: 9_000, deadlineMs: 9_000 },
        undefined,
        undefined,
        controller.signal
      )
      await expect(reading).rejects.toMatchObject({ name: "AbortError" })
    }
  })
})
