import { readAll, useStand } from "../../__tests__/reading"
import { json, refused } from "../../http/__tests__/stand"
import { businessCentral } from ".."
import { fieldsOf } from "../records"

const COMPANY = "bb6d48b6-c7b2-ed11-9a88-000d3a3adc4a"
const DESK = {
  "@odata.etag": 'W/"1"',
  id: "4f7f9f3e-0d3a-4f6b-9c7d-5e2a1b3c4d5e",
  number: "1896-S",
  displayName: "ATHENS Desk",
  type: "Inventory",
  itemCategoryCode: "TABLE",
  blocked: false,
  gtin: "",
  inventory: 4,
  unitPrice: 1000.8,
  baseUnitOfMeasureCode: "PCS",
  lastModifiedDateTime: "2020-08-21T00:24:19.347Z",
}

const { stand, asked } = useStand()
const entra = () => ({ client_id: "app", tenant_id: "tenant", token_url: `${stand.origin}/token` })
const token = (value: string) => json({ access_token: value, expires_in: 3600 })
const page = (value: object[], more = {}) => json({ value, "@odata.count": value.length, ...more })
const read = ({ settings = {}, ...reading }: Parameters<typeof readAll>[2] = {}) =>
  readAll(businessCentral, `${stand.origin}/v2.0/tenant/production`, {
    settings: { company_id: COMPANY, currency: "USD", entra: entra(), ...settings },
    credentials: { client_secret: "s3cret" },
    ...reading,
  })

describe("an item of Business Central", () => {
  it("is read with its price in the company's currency", async () => {
    stand.answers(token("t1"), page([DESK]))
    const { rows, rejections } = await read()
    expect(rejections).toEqual([])
    expect(rows).toMatchObject([
      { sku: "1896-S", name: "ATHENS Desk", category: "TABLE", prices: { usd: "1000.8" }, stock: "4", isActive: true },
    ])
  })

  it("has no price without a currency or at zero, no stock as a service, and is turned off when it is blocked", () => {
    expect(fieldsOf(DESK, { currency: undefined, stock: true })).toMatchObject({ price: "", currency: "" })
    expect(fieldsOf({ ...DESK, unitPrice: 0 }, { currency: "usd", stock: true })).toMatchObject({
      price: "",
      currency: "",
    })
    expect(fieldsOf({ ...DESK, type: "Service" }, { currency: "usd", stock: true })).toMatchObject({ stock: "" })
    expect(fieldsOf({ ...DESK, inventory: -2 }, { currency: "usd", stock: true })).toMatchObject({ stock: "0" })
    expect(fieldsOf({ ...DESK, blocked: true }, { currency: "usd", stock: false })).toMatchObject({
      active: "false",
      stock: "",
    })
  })
})

describe("a reading of Business Central", () => {
  it("asks for pages of its size, read-only, and for changes in OData's words", async () => {
    stand.answers(token("t1"), page([]))
    await read({ mode: "delta", cursor: { changed_until: "2026-01-01T00:00:00.000Z" } })
    expect(asked()[1]).toEqual({
      path: `/v2.0/tenant/production/api/v2.0/companies(${COMPANY})/items`,
      query: { $count: "true", $filter: "lastModifiedDateTime gt 2025-12-31T23:50:00.000Z" },
    })
    expect(stand.requests[1]?.headers).toMatchObject({
      authorization: "Bearer t1",
      prefer: "odata.maxpagesize=300",
      "data-access-intent": "ReadOnly",
    })
  })

  it("gets a token for its app, and a new one when that is refused in the middle", async () => {
    const link = `${stand.origin}/v2.0/tenant/production/api/v2.0/companies(${COMPANY})/items?$skiptoken=1`
    stand.answers(
      token("t1"),
      page([DESK], { "@odata.count": 2, "@odata.nextLink": link }),
      json({ error: { code: "Unauthorized" } }, 401),
      token("t2"),
      page([{ ...DESK, id: "2", number: "B" }], { "@odata.count": 2 })
    )
    expect((await read()).rows.map(({ sku }) => sku)).toEqual(["1896-S", "B"])
    expect(stand.requests.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      "Bearer t1",
      "Bearer t1",
      undefined,
      "Bearer t2",
    ])
    expect(Object.fromEntries(new URLSearchParams(stand.requests[0]?.body))).toEqual({
      grant_type: "client_credentials",
      client_id: "app",
      client_secret: "s3cret",
      scope: "https://api.businesscentral.dynamics.com/.default",
    })
  })

  it("is refused when the new token is no better, and when there is none", async () => {
    stand.answers(token("t1"), json({}, 401), token("t2"), json({}, 401))
    await expect(read()).rejects.toEqual(refused)
    stand.answers(json({ error: "invalid_client", error_description: "wrong s3cret" }, 401))
    await expect(read()).rejects.toEqual(refused)
    await expect(read()).rejects.not.toThrow("s3cret")
  })

  it("starts again when the token of a page has expired", async () => {
    const link = `${stand.origin}/v2.0/tenant/production/api/v2.0/companies(${COMPANY})/items?$skiptoken=1`
    const first = page([DESK], { "@odata.count": 2, "@odata.nextLink": link })
    const expired = json({ error: { code: "BadRequest", message: "The skiptoken has expired" } }, 400)
    stand.answers(token("t1"), first, expired, first, page([{ ...DESK, id: "2", number: "B" }], { "@odata.count": 2 }))
    expect((await read()).rows.map(({ sku }) => sku)).toEqual(["1896-S", "B"])
  })

  it("is tried again when the query was too heavy for the moment", async () => {
    stand.answers(token("t1"), json({}, 413), page([DESK]))
    expect((await read()).rows).toHaveLength(1)
  })
})
