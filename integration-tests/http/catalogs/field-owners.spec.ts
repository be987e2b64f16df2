import { store } from "../../harness"
import { createFeed, runFile } from "../feeds/feeds"
import { createCatalog } from "../storefront/shop"
import { conflictsOf, edit, editPrice, moveToOwnCategory, pricesOf, productIdOf, productOf } from "./edits"
import { importFile } from "./imports"

const csv = (...rows: string[]): string => ["sku,name,description,category,price:usd,image", ...rows].join("\n")

const FIRST = csv("CUP-1,Cup,Holds tea,Mugs,10,https://img.test/a.png")

/** A catalog with one item, which an operator has edited in the dashboard. */
const editedItem = async (changes: object, settings: object = {}) => {
  const catalog = await createCatalog(null)
  await store.admin.post(`/admin/catalogs/${catalog.id}`, { sync_settings: settings })
  await importFile(catalog.id, FIRST)
  const id = await productIdOf(catalog.id, "CUP-1")
  await edit(id, changes)
  return { catalog, id }
}

describe("a field that an operator has edited", () => {
  it("survives the next run, while the fields that nobody touched follow the source", async () => {
    const { catalog, id } = await editedItem({ title: "The good cup", metadata: { shelf: "A4" } })
    const run = await importFile(catalog.id, csv("CUP-1,Cup,Holds coffee,Mugs,12,https://img.test/b.png"))
    expect(run).toMatchObject({ state: "completed", rows_updated: 1 })
    const product = await productOf(id)
    expect(product).toMatchObject({
      title: "The good cup",
      description: "Holds coffee",
      thumbnail: "https://img.test/b.png",
      metadata: { shelf: "A4" },
      images: [{ url: "https://img.test/b.png" }],
    })
    expect(product.variants[0]?.prices[0]?.amount).toBe(12)
    expect(await conflictsOf(run.id)).toEqual({})
  })

  it("shows as a conflict when the source has moved it too, and still survives", async () => {
    const { catalog, id } = await editedItem({ title: "The good cup", images: [{ url: "https://img.test/own.png" }] })
    const run = await importFile(catalog.id, csv("CUP-1,Big cup,Holds tea,Mugs,10,https://img.test/c.png"))
    expect(await productOf(id)).toMatchObject({ title: "The good cup", images: [{ url: "https://img.test/own.png" }] })
    expect(await conflictsOf(run.id)).toEqual({
      "CUP-1": {
        name: { synced: "Cup", source: "Big cup", operator: "The good cup" },
        images: {
          synced: ["https://img.test/a.png"],
          source: ["https://img.test/c.png"],
          operator: ["https://img.test/own.png"],
        },
      },
    })
  })

  it("follows the source again when the operator takes the source's value back", async () => {
    const { catalog, id } = await editedItem({ title: "The good cup" })
    await importFile(catalog.id, csv("CUP-1,Big cup,Holds tea,Mugs,10,"))
    await edit(id, { title: "Big cup" })
    await importFile(catalog.id, csv("CUP-1,Huge cup,Holds tea,Mugs,10,"))
    expect(await productOf(id)).toMatchObject({ title: "Huge cup" })
  })

  it("stays in the category into which the operator has put the product", async () => {
    const catalog = await createCatalog(null)
    await importFile(catalog.id, FIRST)
    const id = await productIdOf(catalog.id, "CUP-1")
    const name = await moveToOwnCategory(id, `Own ${catalog.id}`)
    await importFile(catalog.id, csv("CUP-1,Cup,Holds tea,Bowls,10,"))
    expect((await productOf(id)).categories.map((category) => category.name)).toEqual([name])
  })

  it("is overwritten when the catalog says that the source owns it", async () => {
    const { catalog, id } = await editedItem({ title: "The good cup" }, { field_owners: { name: "source" } })
    const run = await importFile(catalog.id, csv("CUP-1,Big cup,Holds tea,Mugs,10,"))
    expect(await productOf(id)).toMatchObject({ title: "Big cup" })
    expect(await conflictsOf(run.id)).toEqual({})
  })

  it("keeps an operator's price only in a catalog that shares its prices", async () => {
    for (const [owner, expected] of [
      ["source", 12],
      ["shared", 9],
      ["operator", 9],
    ] as const) {
      const { catalog, id } = await editedItem({}, { field_owners: { prices: owner } })
      await editPrice(id, 9)
      await importFile(catalog.id, csv("CUP-1,Cup,Holds tea,Mugs,12,"))
      expect(await pricesOf(id)).toEqual({ usd: expected })
    }
  })

  it("keeps an operator's price while the item is absent, and when it is back, under pricing rules too", async () => {
    const feed = await createFeed({ guards: { max_deactivated_percent: null } })
    const settings = { pricing_rules: { markup_percent: 50 }, sync_settings: { field_owners: { prices: "shared" } } }
    await store.admin.post(`/admin/catalogs/${feed.catalog_id}`, settings)
    const [header, cup, pot] = ["sku,name,price:usd", "CUP-1,Cup,10", "POT-1,Pot,10"]
    await runFile(feed, [header, cup, pot], { mode: "full" })
    const id = await productIdOf(feed.catalog_id, "CUP-1")
    await editPrice(id, 9)
    expect(await runFile(feed, [header, pot], { mode: "full" })).toMatchObject({ rows_deactivated: 1 })
    expect(await runFile(feed, [header, cup, pot], { mode: "full" })).toMatchObject({ rows_reactivated: 1 })
    expect(await pricesOf(id)).toEqual({ usd: 9 })
  })

  it("is not looked for in an owner that nobody knows", async () => {
    const catalog = await createCatalog(null)
    const settings = { sync_settings: { field_owners: { name: "nobody" } } }
    const { status, body } = await store.admin.post<{ message: string }>(`/admin/catalogs/${catalog.id}`, settings)
    expect(status).toBe(400)
    expect(body.message).toContain("field_owners")
  })
})

describe("a product that an operator has taken out of the shops", () => {
  it("stays a draft when it changes, until the source switches it off and on again", async () => {
    const { catalog, id } = await editedItem({ status: "draft" })
    const statusAfter = async (price: string, isActive: boolean): Promise<string> => {
      const header = "sku,name,price:usd,active"
      await importFile(catalog.id, [header, `CUP-1,Cup,${price},${String(isActive)}`])
      return (await productOf(id)).status
    }
    expect(await statusAfter("12", true)).toBe("draft")
    expect(await statusAfter("12", false)).toBe("draft")
    expect(await statusAfter("12", true)).toBe("published")
    expect(await statusAfter("13", false)).toBe("draft")
  })

  it("stays a draft when one of its variants goes or comes while another stays", async () => {
    const catalog = await createCatalog(null)
    const header = "sku,product,name,price:usd,active,option:Size"
    const [small, large] = ["T-S,TEE,Tee,10,true,S", "T-L,TEE,Tee,10,true,L"]
    await importFile(catalog.id, [header, small, large])
    const id = await productIdOf(catalog.id, "T-S")
    await edit(id, { status: "draft" })
    for (const lines of [["T-S,TEE,Tee,10,false,S"], [small, large], ["T-M,TEE,Tee,10,true,M"]]) {
      expect(await importFile(catalog.id, [header, ...lines])).toMatchObject({ state: "completed", rows_rejected: 0 })
      expect((await productOf(id)).status).toBe("draft")
    }
  })
})
