import { readAll, useStand } from "../../__tests__/reading"
import { json, plain, refused } from "../../http/__tests__/stand"
import { rest } from ".."

const recordOf = (index: number) => ({
  code: `A${index}`,
  title: "Cup",
  pricing: { amount: 4.5 },
  pictures: ["https://img.example.com/1.png", "https://img.example.com/2.png"],
  state: index === 3 ? "hidden" : "shown",
  updated: 1_700_000_000 + index,
})
const list = (count: number) => Array.from({ length: count }, (_, index) => recordOf(index))
const FIELDS = { sku: "code", name: "title", "price:usd": "pricing.amount", image: "pictures", active: "state" }
const SETTINGS = { path: "items", list: "data.items", fields: FIELDS, active_values: ["shown"] }

const { stand, asked } = useStand()
const read = ({ settings = {}, ...reading }: Parameters<typeof readAll>[2] = {}) =>
  readAll(rest, `${stand.origin}/api`, { settings: { ...SETTINGS, ...settings }, ...reading })
const page = (items: object[], more = {}) => json({ data: { items }, ...more })

/** Serves 45 records by number or offset, at most 10 at once however many are asked for. */
const servePages = (offsetOf: (query: URLSearchParams) => number, more = {}) =>
  stand.answers((req, res) => {
    const offset = offsetOf(new URL(req.url ?? "", stand.origin).searchParams)
    page(list(45).slice(offset, offset + 10), more)(req, res)
  })
const allSkus = list(45).map(({ code }) => code)
const skusOf = async (settings: object) => (await read({ settings })).rows.map(({ sku }) => sku)

describe("a record of a JSON API", () => {
  it("breaks the reading off when it nests too deeply to be kept", async () => {
    const deep = `{"code":"A1","title":"Cup","more":${"[".repeat(100_000)}${"]".repeat(100_000)}}`
    stand.answers(plain(`{"data":{"items":[${deep}]}}`, 200, { "content-type": "application/json" }))
    await expect(read()).rejects.toMatchObject({
      code: "source_interrupted",
      message: expect.stringContaining("nests deeper"),
    })
  })

  it("is read by paths", async () => {
    stand.answers(page([recordOf(1), recordOf(3)]))
    const { rows, rejections } = await read()
    expect(rejections).toEqual([])
    expect(rows).toMatchObject([
      { sku: "A1", name: "Cup", prices: { usd: "4.5" }, isActive: true },
      { sku: "A3", isActive: false },
    ])
    expect(rows[0]?.images).toEqual(recordOf(1).pictures)
  })

  it("is nothing that a path finds in the prototype", async () => {
    stand.answers(page([recordOf(1)]))
    const { rows } = await read({
      settings: { fields: { ...FIELDS, brand: "constructor.name", barcode: "title.length" } },
    })
    expect(rows).toMatchObject([{ brand: null, barcode: null }])
  })
})

describe("the pages of a JSON API", () => {
  it("are found by number", async () => {
    servePages((query) => (Number(query.get("page")) - 1) * 10)
    expect(await skusOf({ paging: { kind: "page", parameter: "page", size_parameter: "per", page_size: 10 } })).toEqual(
      allSkus
    )
    expect(asked().map(({ query }) => query)).toMatchObject(
      [1, 2, 3, 4, 5].map((at) => ({ page: String(at), per: "10" }))
    )
  })

  it("are found by offset, also when the server grants less than it is asked for", async () => {
    servePages((query) => Number(query.get("from")))
    expect(await skusOf({ paging: { kind: "offset", parameter: "from", page_size: 50 } })).toEqual(allSkus)
  })

  it("are found by link, on the configured host", async () => {
    stand.answers(page([recordOf(1)], { next: "http://internal/api/items?p=2" }), page([recordOf(2)], { next: null }))
    expect(await skusOf({ paging: { kind: "link", at: "next" } })).toEqual(["A1", "A2"])
    expect(asked()[1]).toEqual({ path: "/api/items", query: { p: "2" } })
  })

  it("are found by a word of the page before", async () => {
    stand.answers(page([recordOf(1)], { meta: { after: "w&2" } }), page([recordOf(2)], { meta: {} }))
    expect(await skusOf({ paging: { kind: "cursor", at: "meta.after", parameter: "after" } })).toEqual(["A1", "A2"])
    expect(asked()[1]?.query).toEqual({ after: "w&2" })
  })

  it("interrupt when they don't lead on, or are fewer than announced", async () => {
    stand.answers(page([recordOf(1)], { meta: { after: "same" } }))
    const cursor = { kind: "cursor", at: "meta.after", parameter: "after" }
    await expect(read({ settings: { paging: cursor } })).rejects.toMatchObject({ code: "source_interrupted" })
    stand.answers(page([recordOf(1)], { total: 9 }))
    await expect(read({ settings: { total: "total" } })).rejects.toMatchObject({ code: "source_interrupted" })
  })

  it("interrupt when there is no list where it should be", async () => {
    stand.answers(json({ error: "down for maintenance" }))
    await expect(read()).rejects.toMatchObject({ code: "source_interrupted" })
  })
})

describe("changes of a JSON API", () => {
  it.each([
    ["seconds", "1699999400"],
    ["milliseconds", "1699999400000"],
    ["iso", "2023-11-14T22:03:20.000Z"],
    ["wall", "2023-11-14 23:03:20"],
  ])("are asked for in %s", async (format, since) => {
    stand.answers(page([]))
    const change = { at: "updated", parameter: "since", format, time_zone: "Europe/Berlin" }
    await read({ mode: "delta", cursor: { changed_until: "2023-11-14T22:13:20.000Z" }, settings: { change } })
    expect(asked()[0]?.query).toEqual({ since })
  })

  it("are not asked for without a parameter, and leave no cursor without a time", async () => {
    stand.answers(page([recordOf(1)]))
    const cursor = { changed_until: "2023-11-14T22:13:20.000Z" }
    await read({ mode: "delta", cursor, settings: { change: { at: "updated", format: "seconds" } } })
    expect(asked()[0]?.query).toEqual({})
    expect((await read()).cursor).toBeNull()
  })
})

describe("signing in to a JSON API", () => {
  it.each([
    ["none", {}, {}, {}],
    ["basic", {}, { username: "ann", password: "pass" }, { authorization: "Basic YW5uOnBhc3M=" }],
    ["bearer", {}, { token: "t1" }, { authorization: "Bearer t1" }],
    ["header", { header: "X-Key" }, { header: "k3y" }, { "x-key": "k3y" }],
  ])("is possible by %s", async (auth, settings, credentials, headers) => {
    stand.answers(page([]))
    await read({ settings: { auth, ...settings }, credentials })
    expect(stand.requests[0]?.headers).toMatchObject(headers)
  })

  it("is refused without its credential, or with one that would write headers", async () => {
    stand.answers(page([]))
    await expect(read({ settings: { auth: "bearer" } })).rejects.toEqual(refused)
    await expect(read({ settings: { auth: "bearer" }, credentials: { token: "a\r\nx-admin: 1" } })).rejects.toEqual(
      refused
    )
    expect(stand.requests).toEqual([])
  })
})

it.each([
  ["an address with a password", { base_url: "https://ann:pass@erp.example.com" }],
  ["another protocol", { base_url: "file:///etc/passwd" }],
  ["a column that we don't have", { fields: { ...FIELDS, colour: "c" } }],
  ["no sku", { fields: { name: "title" } }],
  ["a header without its name", { auth: "header" }],
  ["a setting that nobody knows", { password: "s3cret" }],
])("refuses settings with %s", (_, settings) => {
  expect(rest.settings.safeParse({ base_url: "https://erp.example.com", ...SETTINGS, ...settings }).success).toBe(false)
})
