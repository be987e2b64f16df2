import { readAll, useStand } from "../../__tests__/reading"
import { json, refused } from "../../http/__tests__/stand"
import { odoo } from ".."

const DESK = {
  id: 1,
  name: "Desk",
  default_code: "D-1",
  barcode: false,
  list_price: 12.299999999999999,
  active: true,
  categ_id: [3, "All / Desk"],
  qty_available: -4,
  write_date: "2026-07-22 11:42:56",
}

const { stand } = useStand()
const read = ({ settings = {}, ...reading }: Parameters<typeof readAll>[2] = {}) =>
  readAll(odoo, stand.origin, {
    settings: { database: "main", currency: "EUR", page_size: 10, ...settings },
    credentials: { api_key: "k3y" },
    ...reading,
  })

type Body = { domain: unknown[]; limit?: number; offset?: number; order?: string; context: object }
const bodies = (): Body[] => stand.requests.map(({ body }) => JSON.parse(body) as Body)

/** Answers searches and counts from a list that is sorted by microseconds, as Odoo does, while it compares seconds. */
const serve = (list: (typeof DESK)[]) =>
  stand.answers((req, res) => {
    const { domain, limit = 0, offset = 0 } = bodies().at(-1) ?? { domain: [] }
    const [[, operator, since] = []] = domain as string[][]
    const found = list.filter(({ write_date }) => operator === undefined || write_date >= (since ?? ""))
    json(req.url?.endsWith("search_count") ? found.length : found.slice(offset, offset + limit))(req, res)
  })

describe("a product of Odoo", () => {
  it("is read with nothing where Odoo says false", async () => {
    serve([DESK])
    const { rows, rejections } = await read()
    expect(rejections).toEqual([])
    expect(rows).toMatchObject([
      {
        sku: "D-1",
        name: "Desk",
        barcode: null,
        category: "All / Desk",
        prices: { eur: "12.3" },
        stock: "0",
        isActive: true,
      },
    ])
  })

  it("is rejected without an internal reference, unless its id may stand in for one", async () => {
    const nameless = { ...DESK, default_code: false as unknown as string }
    serve([nameless])
    expect((await read()).rejections).toMatchObject([{ code: "missing_sku" }])
    expect((await read({ settings: { sku_from_id: true } })).rows).toMatchObject([{ sku: "odoo-1" }])
  })
})

describe("a reading of Odoo", () => {
  const listOf = (count: number, secondOf: (index: number) => string) =>
    // Within a second the ids run backwards: they are in no order that helps.
    Array.from({ length: count }, (_, index) => {
      const id = count - index
      return { ...DESK, id, default_code: `D-${id}`, write_date: secondOf(index) }
    })

  it.each([
    ["each of another second", (index: number) => `2026-07-22 11:42:${String(index).padStart(2, "0")}`],
    ["all of one second", () => "2026-07-22 11:42:56"],
    ["in heaps larger than a page", (index: number) => `2026-07-22 11:42:${10 + Math.floor(index / 25)}`],
  ])("loses none of 57 products: %s", async (_, secondOf) => {
    serve(listOf(57, secondOf))
    const { rows } = await read()
    expect(rows.map(({ sku }) => sku).sort()).toEqual(
      listOf(57, secondOf)
        .map(({ default_code }) => default_code)
        .sort()
    )
  })

  it("asks for archived products too, sorted, in the database and as the user of the key", async () => {
    serve([])
    await read({ mode: "delta", cursor: { changed_until: "2026-01-01T00:00:00.000Z" } })
    expect(stand.requests[0]).toMatchObject({
      url: "/json/2/product.product/search_read",
      headers: { authorization: "bearer k3y", "x-odoo-database": "main" },
    })
    expect(bodies()[0]).toMatchObject({
      domain: [["write_date", ">=", "2025-12-31 23:50:00"]],
      order: "write_date asc, id asc",
      limit: 10,
      context: { active_test: false },
    })
  })

  it("is refused in Odoo's words, without its trace", async () => {
    const body = {
      name: "werkzeug.exceptions.Unauthorized",
      message: "Invalid apikey",
      debug: "Traceback (most recent)",
    }
    stand.answers(json(body, 401))
    await expect(read()).rejects.toEqual(refused)
    await expect(read()).rejects.toThrow("Invalid apikey")
    await expect(read()).rejects.not.toThrow("Traceback")
  })
})
