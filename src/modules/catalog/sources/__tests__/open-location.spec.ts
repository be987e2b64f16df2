import { createHash } from "node:crypto"
import { Readable } from "node:stream"
import { plain, refused, restless, Stand } from "../http/__tests__/stand"
import type { ReadRequest } from "../source"
import { storedFile } from "../stored-file"

const CSV = "sku,name\nA,From afar\n"
const SUM = createHash("sha256").update(CSV).digest("hex")

let stand: Stand
beforeAll(async () => (stand = await new Stand().start()))
afterAll(() => stand.stop())

const namesOf = async (settings: object, credentials: Record<string, string> = {}, allowed = ["127.0.0.1"]) => {
  const { surroundings: http } = restless(allowed)
  const openFile = () => Promise.resolve(Readable.from([Buffer.from("sku,name\nB,Uploaded\n")]))
  const source = storedFile.open(storedFile.settings.parse(settings), credentials, { http, openFile })
  const request: ReadRequest = { mode: "full", cursor: null, imageBaseUrl: null, signal: new AbortController().signal }
  const names: (string | undefined)[] = []
  for await (const { row } of source.read(request)) names.push(row?.name)
  return names
}

describe("the file of a feed", () => {
  it("is fetched from its address, with the feed's authorization", async () => {
    stand.answers(plain(CSV))
    await expect(namesOf({ location: `${stand.origin}/items.csv` }, { authorization: "Bearer key" })).resolves.toEqual([
      "From afar",
    ])
    expect(stand.requests.at(-1)).toMatchObject({ url: "/items.csv", headers: { authorization: "Bearer key" } })
  })

  it("is the upload of a run, or of a key, where there is one", async () => {
    await expect(namesOf({ location: `${stand.origin}/items.csv`, file_key: "upload" })).resolves.toEqual(["Uploaded"])
    await expect(namesOf({ location: "upload" })).resolves.toEqual(["Uploaded"])
  })

  it("interrupts when it is not what its SHA-256 names", async () => {
    stand.answers(plain(CSV))
    const location = `${stand.origin}/items.csv`
    await expect(namesOf({ location, checksum: SUM })).resolves.toEqual(["From afar"])
    await expect(namesOf({ location, checksum: "0".repeat(64) })).rejects.toMatchObject({ code: "source_interrupted" })
  })

  it("is not fetched from where feeds may not reach, nor by another protocol", async () => {
    await expect(namesOf({ location: `${stand.origin}/items.csv` }, {}, [])).rejects.toEqual(refused)
    await expect(namesOf({ location: "ftp://files.example/items.csv" })).rejects.toMatchObject({
      code: "source_refused",
    })
    await expect(namesOf({ location: "file:///etc/passwd" })).rejects.toMatchObject({ code: "source_refused" })
  })

  it("that says an answer which is no list of items is refused", async () => {
    stand.answers(plain("<!doctype html><html><body>Sign in</body></html>"))
    await expect(namesOf({ location: `${stand.origin}/items.csv` })).rejects.toMatchObject({ code: "unknown_column" })
  })
})
