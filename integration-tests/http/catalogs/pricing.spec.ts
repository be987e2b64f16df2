import { store } from "../../harness"
import { createCatalog, createClient, exclude, openShop, type Catalog } from "../storefront/shop"
import { endOf, importFile } from "./imports"

const ITEM = ["sku,name,price:usd,price:jpy,cost:usd", "CUP-1,Cup,10,1000,9.333"]

type Price = { currency_code: string; amount: number }

const pricesOf = async (catalog: Catalog, sku: string): Promise<Record<string, number>> => {
  const { rows } = await store.owner.query<Price>(
    `select p.currency_code, p.amount::float as amount from catalog_item i
     join product_variant_price_set l on l.variant_id = i.variant_id join price p on p.price_set_id = l.price_set_id
     where i.catalog_id = $1 and i.sku = $2`,
    [catalog.id, sku]
  )
  return Object.fromEntries(rows.map(({ currency_code, amount }) => [currency_code, amount]))
}

const setRules = async (catalog: Catalog, pricing_rules: object) =>
  await store.admin.post<{ message?: string }>(`/admin/catalogs/${catalog.id}`, { pricing_rules })

/** Waits for the run that new rules have queued. */
const repriced = async (catalog: Catalog) => {
  const { rows } = await store.owner.query<{ id: string }>(
    "select id from feed_run where catalog_id = $1 and source ->> 'type' = 'items' order by created_at desc limit 1",
    [catalog.id]
  )
  return await endOf(rows[0]?.id ?? "")
}

const pricedBy = async (rules: object, lines = ITEM): Promise<Record<string, number>> => {
  const catalog = await createCatalog(null)
  expect((await setRules(catalog, rules)).status).toBe(200)
  await importFile(catalog.id, lines)
  return await pricesOf(catalog, "CUP-1")
}

describe("the pricing rules of a catalog", () => {
  it.each([
    ["leave the source's prices alone when there are none", {}, { usd: 10, jpy: 1000 }],
    ["mark up by a percentage, exactly", { markup_percent: "3.35" }, { usd: 10.34, jpy: 1034 }],
    ["add a fixed amount in its currency", { markup_percent: 10, fixed: { usd: "0.25" } }, { usd: 11.25, jpy: 1100 }],
    ["end on .99, where a currency has hundredths", { rounding: ".99" }, { usd: 10.99, jpy: 1000 }],
    ["end on .95", { rounding: ".95", fixed: { usd: "0.96" } }, { usd: 11.95, jpy: 1000 }],
    ["round to a step", { rounding: "nearest", step: "0.25", fixed: { usd: "0.3" } }, { usd: 10.25, jpy: 1000 }],
    ["never go below the margin over the cost", { minimum_margin_percent: 20 }, { usd: 11.2, jpy: 1000 }],
    [
      "never round below the margin over the cost",
      { minimum_margin_percent: 20, rounding: "nearest", step: "0.15" },
      { usd: 11.25, jpy: 1000 },
    ],
    [
      "make further currencies from a rate, but none that the source names",
      { rates: { from: "usd", to: { eur: "0.923456", jpy: "151" } } },
      { usd: 10, jpy: 1000, eur: 9.23 },
    ],
  ])("%s", async (_name, rules, expected) => {
    expect(await pricedBy(rules)).toEqual(expected)
  })

  it("leave what is free free", async () => {
    const free = ["sku,name,price:usd", "CUP-1,Cup,0"]
    expect(await pricedBy({ rounding: ".99", fixed: { usd: "5" } }, free)).toEqual({ usd: 0 })
  })

  it("price every item anew when they change, without the source, and back again when they are gone", async () => {
    const catalog = await createCatalog(null)
    await importFile(catalog.id, ITEM)
    await setRules(catalog, { markup_percent: "50" })
    expect(await repriced(catalog)).toMatchObject({ state: "completed", rows_updated: 1 })
    expect(await pricesOf(catalog, "CUP-1")).toEqual({ usd: 15, jpy: 1500 })
    expect(await importFile(catalog.id, ITEM)).toMatchObject({ rows_unchanged: 1, rows_updated: 0 })
    await setRules(catalog, {})
    expect(await repriced(catalog)).toMatchObject({ state: "completed", rows_updated: 1 })
    expect(await pricesOf(catalog, "CUP-1")).toEqual({ usd: 10, jpy: 1000 })
  })

  it.each([
    ["an unknown rule", { mark_up: 5 }, "mark_up"],
    ["a percentage that is no number", { markup_percent: "ten" }, "markup_percent"],
    ["a rounding that nobody knows", { rounding: ".97" }, "rounding"],
    ["a step without its rounding", { step: "0.05" }, "step"],
    ["a rate of zero", { rates: { from: "usd", to: { eur: 0 } } }, "rates"],
  ])("are refused with %s", async (_name, rules, place) => {
    const { status, body } = await setRules(await createCatalog(null), rules)
    expect(status).toBe(400)
    expect(body.message).toContain(place)
  })
})

describe("GET /admin/sites/:id/explain", () => {
  type Explanation = {
    product_id: string
    variant_id: string
    is_visible: boolean
    checks: { code: string; holds: boolean; message: string }[]
    prices: Record<string, string | null>[]
  }

  const explain = async (siteId: string, sku: string) =>
    await store.admin.get<{ explanation: Explanation; message?: string; code?: string }>(
      `/admin/sites/${siteId}/explain?sku=${sku}`
    )

  const failing = ({ checks }: Explanation) => checks.filter(({ holds }) => !holds).map(({ code }) => code)

  it("tells why a site shows an item, and how its price came about", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    await setRules(catalog, { markup_percent: "12.5", minimum_margin_percent: 10, rounding: ".99" })
    await importFile(catalog.id, ITEM)
    const shop = await openShop(client, catalog.id)
    const { body } = await explain(shop.id, "CUP-1")
    expect(body.explanation.is_visible).toBe(true)
    expect(failing(body.explanation)).toEqual([])
    expect(body.explanation.prices).toContainEqual({
      ...{ currency: "usd", source_amount: "10", source_currency: "usd", rate: "1", marked_up: "11.25" },
      ...{ cost: "9.333", least: "10.2663", amount: "11.99", sold_at: "11.99", edited: false, price_lists: [] },
    })
  })

  it("tells that a person has set a price, and which price lists hold", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    await importFile(catalog.id, ITEM)
    const shop = await openShop(client, catalog.id)
    const { product_id, variant_id } = (await explain(shop.id, "CUP-1")).body.explanation
    const path = `/admin/products/${product_id}/variants/${variant_id}`
    expect(await store.admin.post(path, { prices: [{ currency_code: "usd", amount: 7.5 }] })).toMatchObject({
      status: 200,
    })
    const list = { title: "Winter", description: "Sale", type: "sale", status: "active" }
    const prices = [{ variant_id, currency_code: "usd", amount: 5 }]
    expect(await store.admin.post("/admin/price-lists", { ...list, prices })).toMatchObject({ status: 200 })
    expect(
      await store.admin.post("/admin/price-lists", { ...list, title: "Old", ends_at: "2020-01-01T00:00:00Z", prices })
    ).toMatchObject({ status: 200 })
    const { prices: told } = (await explain(shop.id, "CUP-1")).body.explanation
    expect(told.find(({ currency }) => currency === "usd")).toMatchObject({
      ...{ amount: "10", sold_at: "7.5", edited: true, price_lists: ["Winter"] },
    })
  })

  it("names each reason for which a site hides one", async () => {
    const client = await createClient()
    const catalog = await createCatalog(client)
    await importFile(catalog.id, ["sku,name,price:usd,active", "CUP-1,Cup,10,true", "CUP-2,Pot,10,false"])
    const shop = await openShop(client, catalog.id)
    await exclude(shop, ["CUP-1"])
    const excluded = (await explain(shop.id, "CUP-1")).body.explanation
    expect(failing(excluded)).toEqual(["not_excluded", "product_linked"])
    expect(failing((await explain(shop.id, "CUP-2")).body.explanation)).toContain("item_active")
    expect(failing((await explain(shop.id, "NONE")).body.explanation)).toContain("item_known")
    await store.admin.post(`/admin/sites/${shop.id}`, { status: "inactive" })
    expect(failing((await explain(shop.id, "CUP-1")).body.explanation)).toContain("site_active")
  })

  it("answers 404 for an unknown site, 400 without a sku, 401 to a stranger", async () => {
    expect(await explain("site_none", "CUP-1")).toMatchObject({ status: 404 })
    expect((await store.admin.get("/admin/sites/site_none/explain")).status).toBe(400)
    expect((await fetch(`${store.url}/admin/sites/site_none/explain?sku=A`)).status).toBe(401)
  })
})
