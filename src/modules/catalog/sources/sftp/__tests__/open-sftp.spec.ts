import { createHash } from "node:crypto"
import type { Readable } from "node:stream"
import { setImmediate as turn } from "node:timers/promises"
import { AddressGuard } from "../../http/addresses"
import type { HttpSurroundings } from "../../http/surroundings"
import type { ReadRequest, SourceSurroundings } from "../../source"
import { storedFile } from "../../stored-file"
import { openSftp } from "../open-sftp"
import { SftpServer } from "./server"

const CSV = Buffer.from("sku,name\nA,From SFTP\n")
const server = new SftpServer()

beforeAll(() => server.start())
afterAll(() => server.stop())
beforeEach(() => {
  server.files.clear()
  server.breakAfter = Infinity
  server.silentAfter = Infinity
})

const keep = (path: string, changedAtS: number, content = CSV, sizes?: number[]) =>
  server.files.set(path, { content, changedAtS, ...(sizes ? { sizes } : {}) })

const surroundings = (allowed: string[]): SourceSurroundings => {
  const http: HttpSurroundings = {
    guard: new AddressGuard(allowed),
    now: () => 0,
    random: () => 0.5,
    sleep: () => Promise.resolve(),
    resolve: (_, done) => done(null, [{ address: "127.0.0.1", family: 4 }]),
  }
  return { http, openFile: () => Promise.reject(new Error("no upload")) }
}

const namesOf = async (path: string, changes: object = {}, password = "secret", allowed = ["127.0.0.1"]) => {
  const location = `sftp://feed@files.example:${server.port}${path}`
  const settings = storedFile.settings.parse({ location, host_fingerprint: server.fingerprint, ...changes })
  const source = storedFile.open(settings, { password }, surroundings(allowed))
  const request: ReadRequest = { mode: "full", cursor: null, imageBaseUrl: null, signal: new AbortController().signal }
  const names: (string | undefined)[] = []
  for await (const { row } of source.read(request)) names.push(row?.name)
  return names
}

const interrupted = { code: "source_interrupted" }
const refused = { code: "source_refused" }
const sidecar = (content: Buffer) => Buffer.from(`${createHash("sha256").update(content).digest("hex")}  items.csv\n`)

describe("a file on an SFTP server", () => {
  it("is read by its path, and by a pattern the newest that is finished", async () => {
    keep("/out/items-1.csv", 100, Buffer.from("sku,name\nOLD,Old\n"))
    keep("/out/items-2.csv", 200)
    keep("/out/items-3.csv.part", 300)
    keep("/out/notes.txt", 400)
    await expect(namesOf("/out/items-1.csv")).resolves.toEqual(["Old"])
    await expect(namesOf("/out/items-*.csv*")).resolves.toEqual(["From SFTP"])
  })

  it("interrupts while there is none, or while it is being written", async () => {
    await expect(namesOf("/out/items-*.csv")).rejects.toMatchObject(interrupted)
    await expect(namesOf("/out/items.csv")).rejects.toMatchObject(interrupted)
    keep("/out/items.csv", 100, CSV, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    await expect(namesOf("/out/items.csv")).rejects.toMatchObject(interrupted)
    keep("/out/items.csv", 100, CSV, [5, 9, CSV.length])
    await expect(namesOf("/out/items.csv")).resolves.toEqual(["From SFTP"])
  })

  it("is held against the SHA-256 beside it, or in the settings", async () => {
    keep("/out/items.csv", 100)
    keep("/out/items.csv.sha256", 100, sidecar(CSV))
    await expect(namesOf("/out/items.csv")).resolves.toEqual(["From SFTP"])
    keep("/out/items.csv.sha256", 100, sidecar(Buffer.from("another")))
    await expect(namesOf("/out/items.csv")).rejects.toMatchObject(interrupted)
    keep("/out/items.csv.sha256", 100, Buffer.from("soon"))
    await expect(namesOf("/out/items.csv")).rejects.toMatchObject(interrupted)
    server.files.delete("/out/items.csv.sha256")
    await expect(namesOf("/out/items.csv", { checksum: "0".repeat(64) })).rejects.toMatchObject(interrupted)
  })

  it("interrupts when the connection breaks off in its midst", async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => `SKU-${index},Item ${index}\n`).join("")
    keep("/out/items.csv", 100, Buffer.from(`sku,name\n${rows}`))
    server.breakAfter = 200_000
    await expect(namesOf("/out/items.csv")).rejects.toMatchObject(interrupted)
  })

  it("is refused under another host key, without one, and to a wrong password", async () => {
    keep("/out/items.csv", 100)
    const other = `SHA256:${"A".repeat(43)}`
    await expect(namesOf("/out/items.csv", { host_fingerprint: other })).rejects.toMatchObject(refused)
    await expect(namesOf("/out/items.csv", { host_fingerprint: undefined })).rejects.toMatchObject(refused)
    await expect(namesOf("/out/items.csv", {}, "guess")).rejects.toMatchObject(refused)
  })

  it("is not fetched from a private network that is not allowed", async () => {
    keep("/out/items.csv", 100)
    await expect(namesOf("/out/items.csv", {}, "secret", [])).rejects.toMatchObject(refused)
  })
})

describe("a file that stands still", () => {
  const CONTENT = Buffer.alloc(2_000_000, "x")
  const MINUTE_MS = 60_000

  // The intervals are those in which SSH asks whether the other side is still there.
  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ["setImmediate", "nextTick", "queueMicrotask", "setInterval", "clearInterval"] })
  })
  afterEach(() => jest.useRealTimers())

  const opened = async (): Promise<Readable> => {
    keep("/out/items.csv", 100, CONTENT)
    const { http } = surroundings(["127.0.0.1"])
    const { fingerprint, port } = server
    const none = { privateKey: undefined, passphrase: undefined }
    const options = { ...none, fingerprint, password: "secret", signal: new AbortController().signal }
    const { file } = await openSftp(http, new URL(`sftp://feed@files.example:${port}/out/items.csv`), options)
    return file
  }

  /** As much is fetched as fits into the memory of those who pass it on. */
  const filled = async (file: Readable): Promise<void> => {
    while (file.readableLength < file.readableHighWaterMark) await turn()
    for (let turns = 0; turns < 100; turns += 1) await turn()
  }

  const lengthOf = async (file: Readable): Promise<number> => {
    let length = 0
    for await (const piece of file as AsyncIterable<Buffer>) length += piece.length
    return length
  }

  it("because its reader is busy is read on", async () => {
    const file = await opened()
    await filled(file)
    jest.advanceTimersByTime(3.5 * MINUTE_MS)
    await expect(lengthOf(file)).resolves.toBe(CONTENT.length)
  })

  it("because the server answers no more interrupts, also behind a reader who was busy", async () => {
    server.silentAfter = 1_000_000
    const file = await opened()
    await filled(file)
    jest.advanceTimersByTime(1.9 * MINUTE_MS)
    const reading = expect(lengthOf(file)).rejects.toMatchObject(interrupted)
    for (let turns = 0; turns < 500; turns += 1) await turn()
    jest.advanceTimersByTime(0.9 * MINUTE_MS)
    await turn()
    expect(file.destroyed).toBe(false)
    jest.advanceTimersByTime(0.2 * MINUTE_MS)
    await reading
  })
})
