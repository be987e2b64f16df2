import { readFileSync } from "node:fs"
import { join } from "node:path"
import { useStand, readAll } from "../../__tests__/reading"
import { json, plain, refused } from "../../http/__tests__/stand"
import { sap } from ".."
import { fieldsOf } from "../records"

type Json = Record<string, unknown>

// As SAP's sandbox returned them; origin and licence are beside the file.
const REAL = JSON.parse(readFileSync(join(__dirname, "products.json"), "utf8")) as Json[]

const described = (record: Json, ...texts: [string, string][]): Json => ({
  ...record,
  LastChangeDateTime: "/Date(1756684800000+0000)/",
  to_Description: {
    results: texts.map(([Language, ProductDescription]) => ({
      Product: record["Product"],
      Language,
      ProductDescription,
    })),
  },
})
const page = (results: Json[], more: Json = {}) => json({ d: { results, __count: String(results.length), ...more } })

const { stand, asked } = useStand()
const credentials = { username: "ann", password: "s3cret" }
const read = (reading: Parameters<typeof readAll>[2] = {}) =>
  readAll(sap, `${stand.origin}/sap/opu/odata/sap`, { credentials, ...reading })

describe("a product of SAP", () => {
  it("is read as the real system returns it", async () => {
    stand.answers(page(REAL))
    const { rows, rejections, cursor } = await read()
    expect(rejections).toEqual([])
    expect(rows.map(({ sku, name, category, isActive }) => ({ sku, name, category, isActive }))).toEqual([
      { sku: "TG12", name: "TG12", category: "P001", isActive: true },
      { sku: "TG11", name: "TG11", category: null, isActive: true },
      { sku: "SG35", name: "SG35", category: null, isActive: true },
      { sku: "TG0011", name: "TG0011", category: "A001", isActive: true },
    ])
    expect(rows[0]?.attributes).toEqual({ base_unit: "H", product_type: "SERV" })
    expect(rows[0]).toMatchObject({ prices: {}, stock: null, barcode: null, brand: null })
    expect(rows[0]?.raw).toMatchObject({ Product: "TG12", GrossWeight: "0.000", QuarantinePeriod: "0" })
    expect(cursor?.["changed_until"]).toMatch(/^2019-10-09T23:59:5|^2019-10-10T00:00:00/)
  })

  const named = (languages: string[], ...texts: [string, string][]) => {
    const descriptions = texts.map(([Language, ProductDescription]) => ({ Language, ProductDescription }))
    return fieldsOf({ record: { Product: "M1" }, descriptions, prices: [], stock: null }, languages)["name"]
  }
  it("is named in the first wanted language that it has, then in any, then by its number", () => {
    expect(named(["DE", "EN"], ["EN", "Bottle"], ["DE", "Flasche"])).toBe("Flasche")
    expect(named(["FR", "en"], ["DE", "Flasche"], ["EN", "Bottle"])).toBe("Bottle")
    expect(named(["FR"], ["DE", " "], ["EN", "Bottle"])).toBe("Bottle")
    expect(named(["FR"])).toBe("M1")
  })

  it("is turned off by its mark for deletion, and measured only when it was weighed", () => {
    const record = {
      Product: "M1",
      IsMarkedForDeletion: true,
      GrossWeight: "0.500",
      NetWeight: "0.000",
      WeightUnit: "KG",
    }
    expect(fieldsOf({ record, descriptions: [], prices: [], stock: null }, ["EN"])).toMatchObject({
      active: "false",
      "attribute:gross_weight": "0.500 KG",
      "attribute:net_weight": "",
    })
  })
})

describe("a reading of SAP", () => {
  it("counts through the products in their order, and asks for some of them twice", async () => {
    const numbered = (from: number, count: number) =>
      Array.from({ length: count }, (_, place) => described({ Product: `M${from + place}` }, ["EN", "Bottle"]))
    stand.answers(page(numbered(0, 10), { __count: "13" }), page(numbered(9, 4), { __count: "13" }))
    const { rows, cursor } = await read({ settings: { page_size: 10 } })
    expect(rows.map(({ sku }) => sku)).toEqual(Array.from({ length: 13 }, (_, place) => `M${place}`))
    expect(asked().map(({ query }) => [query["$orderby"], query["$skip"], query["$top"]])).toEqual([
      ["Product", "0", "10"],
      ["Product", "9", "10"],
    ])
    expect(cursor?.["changed_until"]).toMatch(/^2025-(08-31T23:59:5|09-01T00:00:00)/)
  })

  it("goes on behind a page that the gateway has shortened, whether or not it counts", async () => {
    const next = "https://internal-host:8443/sap/opu/odata/sap/API_PRODUCT_SRV/A_Product?$skiptoken=2"
    const [first, second, third] = ["M1", "M2", "M3"].map((Product) => described({ Product }, ["EN", "Bottle"]))
    for (const count of [{ __count: "3" }, { __count: undefined }]) {
      stand.answers(
        page([first ?? {}, second ?? {}], { ...count, __next: next }),
        page([second ?? {}, third ?? {}], count)
      )
      const { rows } = await read({ settings: { page_size: 10 } })
      expect(rows.map(({ sku }) => sku)).toEqual(["M1", "M2", "M3"])
      expect(asked().at(-1)).toMatchObject({ path: expect.stringMatching(/A_Product$/), query: { $skip: "1" } })
    }
  })

  it.each([{ __count: "3" }, { __count: undefined, __next: "https://internal-host/A_Product?$skiptoken=2" }])(
    "is interrupted by an empty page that is not the end: %j",
    async (more) => {
      stand.answers(...Array.from({ length: 20 }, () => page([], more)))
      await expect(read()).rejects.toMatchObject({ code: "source_interrupted" })
    }
  )

  it("asks a delta for what changed since, less the overlap, in OData's words", async () => {
    stand.answers(page([]))
    await read({
      mode: "delta",
      cursor: { changed_until: "2026-01-01T00:00:00.000Z" },
      settings: { filter: "Brand eq 'A'" },
    })
    expect(asked()[0]?.query).toMatchObject({
      $filter: "LastChangeDateTime gt datetimeoffset'2025-12-31T23:50:00Z' and (Brand eq 'A')",
      $expand: "to_Description",
      $inlinecount: "allpages",
    })
    // OData reads a plus as a plus.
    expect(stand.requests[0]?.url).not.toContain("+")
  })

  it.each([
    ["basic", credentials, { authorization: `Basic ${Buffer.from("ann:s3cret").toString("base64")}` }],
    ["bearer", { token: "t0ken" }, { authorization: "Bearer t0ken" }],
    ["api_key", { api_key: "k3y" }, { apikey: "k3y" }],
  ] as const)("signs in by %s", async (auth, given, headers) => {
    stand.answers(page([]))
    await read({ settings: { auth, sap_client: "100" }, credentials: given })
    expect(stand.requests[0]?.headers).toMatchObject({ ...headers, "sap-client": "100" })
    await expect(read({ settings: { auth }, credentials: {} })).rejects.toEqual(refused)
  })

  it("says what SAP says is wrong, in JSON or XML", async () => {
    stand.answers(json({ error: { code: "005056A509B11EE1", message: { lang: "en", value: "Invalid filter" } } }, 400))
    await expect(read()).rejects.toThrow("Invalid filter")
    stand.answers(plain('<error><code>X</code><message xml:lang="en">Service not found</message></error>', 403))
    await expect(read()).rejects.toThrow("Service not found")
  })

  it("is interrupted by an answer that is no list", async () => {
    stand.answers(json({ d: { Product: "M1" } }))
    await expect(read()).rejects.toMatchObject({ code: "source_interrupted" })
  })
})

describe("prices and stock of SAP", () => {
  const product = described({ Product: "O'M1" }, ["EN", "Bottle"])
  const condition = (more: Json, ...records: Json[]) => ({
    Material: "O'M1",
    Customer: "",
    ...more,
    to_SlsPrcgConditionRecord: { results: records },
  })
  const rate = { ConditionRateValue: "125.00", ConditionRateValueUnit: "EUR", ConditionQuantity: "100" }

  it("come from their own services when these are configured", async () => {
    stand.answers(
      page([product]),
      page([
        condition({}, rate, { ...rate, ConditionRateValueUnit: "%" }, { ...rate, ConditionIsDeleted: true }),
        condition({ Customer: "C1" }, { ...rate, ConditionRateValueUnit: "USD" }),
      ]),
      page([
        { Material: "O'M1", Plant: "1010", MatlWrhsStkQtyInMatlBaseUnit: "10.500" },
        { Material: "O'M1", Plant: "1020", MatlWrhsStkQtyInMatlBaseUnit: "0.250" },
      ])
    )
    const { rows } = await read({
      settings: { prices: { condition_type: "PR00" }, stock: { plants: ["1010", "1020"] } },
    })
    expect(rows).toMatchObject([{ prices: { eur: "1.25" }, stock: "10.75" }])
    expect(asked()[1]).toMatchObject({
      path: "/sap/opu/odata/sap/API_SLSPRICINGCONDITIONRECORD_SRV/A_SlsPrcgCndnRecdValidity",
      query: { $filter: expect.stringMatching(/^ConditionType eq 'PR00' and .*\(Material eq 'O''M1'\)$/) },
    })
    expect(asked()[2]?.query["$filter"]).toContain("(Plant eq '1010' or Plant eq '1020')")
  })

  it("are none of a product that the stock service does not know, and never less than none", async () => {
    stand.answers(page([product]), page([]))
    expect((await read({ settings: { stock: {} } })).rows).toMatchObject([{ stock: "0" }])
    stand.answers(page([product]), page([{ Material: "O'M1", MatlWrhsStkQtyInMatlBaseUnit: "-3.000" }]))
    expect((await read({ settings: { stock: {} } })).rows).toMatchObject([{ stock: "0" }])
  })
})
