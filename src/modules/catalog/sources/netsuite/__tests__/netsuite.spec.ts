import { readAll, useStand } from "../../__tests__/reading"
import { json, refused } from "../../http/__tests__/stand"
import { netsuite } from ".."

const BOTTLE = {
  links: [],
  id: "7",
  itemid: "BOT-7",
  displayname: "Bottle",
  description: "Steel",
  upccode: "4006381333931",
  itemtype: "InvtPart",
  isinactive: "F",
  lastmodifieddate: "2026-07-22 04:42:56",
}

const { stand, asked } = useStand()
const page = (items: object[], more = {}) => json({ items, hasMore: false, count: items.length, ...more })
const sqls = () => stand.requests.map(({ body }) => (JSON.parse(body) as { q: string }).q)
const read = ({ settings = {}, ...reading }: Parameters<typeof readAll>[2] = {}) =>
  readAll(netsuite, stand.origin, {
    settings: { account: "1234567", auth: "bearer", time_zone: "America/Los_Angeles", ...settings },
    credentials: { token: "t1" },
    ...reading,
  })

describe("an item of NetSuite", () => {
  it("is read, its times by the account's clock", async () => {
    stand.answers(page([BOTTLE]))
    const { rows, rejections, cursor } = await read()
    expect(rejections).toEqual([])
    expect(rows).toMatchObject([
      {
        sku: "BOT-7",
        name: "Bottle",
        description: "Steel",
        barcode: "4006381333931",
        isActive: true,
        prices: {},
        stock: null,
      },
    ])
    expect(cursor?.["changed_until"]).toMatch(/^2026-07-22T11:42:5/)
  })

  it("is turned off when it is inactive, and named by its id when it has no name", async () => {
    stand.answers(page([{ ...BOTTLE, isinactive: "T", displayname: null }]))
    expect((await read()).rows).toMatchObject([{ isActive: false, name: "BOT-7" }])
  })

  it("has the price of one level and the stock of all locations when these are configured", async () => {
    stand.answers(
      page([BOTTLE]),
      page([
        { item: "7", unitprice: "12.50" },
        { item: "7", unitprice: "11.00" },
      ]),
      page([{ item: "7", quantityavailable: "40" }])
    )
    const { rows } = await read({ settings: { prices: { level: 5, currency: "USD" }, stock: true } })
    expect(rows).toMatchObject([{ prices: { usd: "12.5" }, stock: "40" }])
    expect(sqls()[1]).toContain("pricelevel = 5 AND item IN (7)")
    expect(sqls()[2]).toContain("WHERE item IN (7) GROUP BY item")
  })
})

describe("a reading of NetSuite", () => {
  it("asks for changes by the account's clock, each page behind the last id, signed", async () => {
    stand.answers(
      page([BOTTLE], { hasMore: true, totalResults: 2 }),
      page([{ ...BOTTLE, id: "8" }], { totalResults: 1 })
    )
    const tokens = { consumer_key: "ck", consumer_secret: "cs", token_id: "ti", token_secret: "ts" }
    await read({
      mode: "delta",
      cursor: { changed_until: "2026-07-22T12:00:00.000Z" },
      settings: { page_size: 10, auth: "token_based", filter: "itemtype = 'InvtPart'" },
      credentials: tokens,
    })
    expect(sqls()[0]).toContain(
      "WHERE lastmodifieddate >= TO_DATE('2026-07-22 04:50:00', 'YYYY-MM-DD HH24:MI:SS') AND (itemtype = 'InvtPart') AND id > 0 ORDER BY id"
    )
    expect(sqls()[1]).toContain(" AND id > 7 ORDER BY id")
    expect(asked().map(({ query }) => query)).toEqual([
      { limit: "10", offset: "0" },
      { limit: "10", offset: "0" },
    ])
    expect(stand.requests[0]?.headers).toMatchObject({
      prefer: "transient",
      authorization: expect.stringMatching(/^OAuth realm="1234567", .*HMAC-SHA256/),
    })
  })

  it.each([400, 429])("waits when too many ask at once, which is status %d", async (status) => {
    const busy = { "o:errorDetails": [{ detail: "Blocked.", "o:errorCode": "CONCURRENCY_LIMIT_EXCEEDED" }] }
    stand.answers(json(busy, status), page([BOTTLE]))
    expect((await read()).rows).toHaveLength(1)
  })

  it("needs to know as whom it asks for tokens", () => {
    const settings = { base_url: "https://netsuite.example", account: "1234567", auth: "client_credentials" }
    const parsed = netsuite.settings.safeParse(settings)
    expect(parsed.error?.issues).toMatchObject([{ path: ["oauth2"], message: "needed with auth client_credentials" }])
  })

  it("is refused in NetSuite's words", async () => {
    stand.answers(json({ title: "Bad Request", "o:errorDetails": [{ detail: "Invalid search query." }] }, 400))
    await expect(read()).rejects.toEqual(refused)
    await expect(read()).rejects.toThrow("Invalid search query.")
  })
})
