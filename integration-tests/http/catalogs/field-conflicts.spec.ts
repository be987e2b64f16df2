import { store } from "../../harness"
import { createCatalog } from "../storefront/shop"
import { conflictsOf, edit, editPrice, moveToOwnCategory, pricesOf, productIdOf, productOf } from "./edits"
import { importFile } from "./imports"

const picture = (name: string): string => `https://img.test/${name}.png`

const variant = (size: string, name: string, image: string): string =>
  `T-${size},TEE,${name},10,${picture(image)},${size}`

const tees = (...variants: string[]): string[] => ["sku,product,name,price:usd,image,option:Size", ...variants]

const SMALL = variant("S", "Tee small", "s")
const LARGE = variant("L", "Tee large", "l")

/** A catalog with a product of two variants. */
const twoVariants = async () => {
  const catalog = await createCatalog(null)
  await importFile(catalog.id, tees(SMALL, LARGE))
  return { catalog, id: await productIdOf(catalog.id, "T-S") }
}

describe("a run that brings one variant of several", () => {
  it("leaves the name and the pictures of the product to its other items", async () => {
    const { catalog, id } = await twoVariants()
    const run = await importFile(catalog.id, tees(variant("L", "Tee very large", "xl")))
    const product = await productOf(id)
    expect(product.title).toBe("Tee small")
    expect(product.images.map((image) => image.url)).toEqual([picture("s"), picture("xl")])
    expect(await conflictsOf(run.id)).toEqual({})
  })
})

describe("the conflicts over a product with several variants", () => {
  it("are none while nobody has edited it, whatever its variants say beside each other", async () => {
    const { catalog, id } = await twoVariants()
    const renamed = await importFile(catalog.id, tees(SMALL, variant("L", "Tee very large", "xl")))
    expect(renamed).toMatchObject({ rows_updated: 1 })
    expect(await conflictsOf(renamed.id)).toEqual({})
    const both = await importFile(catalog.id, tees(variant("S", "Tee tiny", "xs"), variant("L", "Tee huge", "xxl")))
    expect(await conflictsOf(both.id)).toEqual({})
    const product = await productOf(id)
    expect(product.title).toBe("Tee tiny")
    expect(product.images.map((image) => image.url)).toEqual([picture("xs"), picture("xxl")])
  })

  it("are over the name of its first item, and the pictures of all", async () => {
    const { catalog, id } = await twoVariants()
    await edit(id, { title: "The good tee", images: [{ url: picture("own") }] })
    const large = await importFile(catalog.id, tees(variant("L", "Tee very large", "xl")))
    const images = {
      synced: [picture("s"), picture("l")],
      source: [picture("s"), picture("xl")],
      operator: [picture("own")],
    }
    expect(await conflictsOf(large.id)).toEqual({ "T-L": { images } })
    const small = await importFile(catalog.id, tees(variant("S", "Tee tiny", "s"), variant("L", "Tee huge", "xl")))
    const name = { synced: "Tee small", source: "Tee tiny", operator: "The good tee" }
    expect(await conflictsOf(small.id)).toEqual({ "T-S": { name } })
  })

  it("tell of its pictures once, with the first item whose pictures move", async () => {
    const { catalog, id } = await twoVariants()
    await edit(id, { images: [{ url: picture("own") }] })
    const run = await importFile(catalog.id, tees(variant("S", "Tee small", "xs"), variant("L", "Tee large", "xl")))
    expect(await conflictsOf(run.id)).toMatchObject({ "T-S": { images: { source: [picture("xs"), picture("xl")] } } })
    expect(Object.keys(await conflictsOf(run.id))).toEqual(["T-S"])
  })

  it("are none over pictures that the operator has taken over from the source", async () => {
    const { catalog, id } = await twoVariants()
    await edit(id, { images: [{ url: picture("s") }, { url: picture("xl") }] })
    const run = await importFile(catalog.id, tees(variant("L", "Tee large", "xl")))
    expect(await conflictsOf(run.id)).toEqual({})
  })

  it("are over the name of the next item once the first is switched off and out of the run", async () => {
    const { catalog, id } = await twoVariants()
    await importFile(catalog.id, ["sku,product,name,active,option:Size", "T-S,TEE,Tee small,false,S"])
    await edit(id, { title: "The good tee" })
    const run = await importFile(catalog.id, tees(variant("L", "Tee very large", "l")))
    expect(await conflictsOf(run.id)).toMatchObject({ "T-L": { name: { source: "Tee very large" } } })
  })
})

/** A catalog with one cup, and what is told of it next. */
const oneCup = async (settings: object) => {
  const catalog = await createCatalog(null)
  await store.admin.post(`/admin/catalogs/${catalog.id}`, settings)
  const tell = async (category: string, prices: string, cost = "1") =>
    importFile(catalog.id, [
      "sku,name,category,price:usd,price:eur,cost:usd",
      `CUP-1,Cup,${category},${prices},${cost}`,
    ])
  await tell("Mugs", "10,8")
  return { catalog, tell, id: await productIdOf(catalog.id, "CUP-1") }
}

describe("the conflicts over a category", () => {
  it("name the categories in which the operator has put the product", async () => {
    const { catalog, tell, id } = await oneCup({})
    const own = await moveToOwnCategory(id, `Own ${catalog.id}`)
    const run = await tell("Bowls", "10,8")
    expect(await conflictsOf(run.id)).toEqual({
      "CUP-1": { category: { synced: "Mugs", source: "Bowls", operator: [own] } },
    })
  })

  it("are none where the operator has only added one, or gone where the source goes", async () => {
    const { catalog, tell, id } = await oneCup({})
    const name = `Own ${catalog.id}`
    type Created = { product_category: { id: string } }
    const own = await store.admin.post<Created>("/admin/product-categories", { name })
    await store.admin.post(`/admin/product-categories/${own.body.product_category.id}/products`, { add: [id] })
    expect(await conflictsOf((await tell("Bowls", "10,8")).id)).toEqual({})
    expect((await productOf(id)).categories.map((category) => category.name).sort()).toEqual(["Bowls", name])
    await edit(id, { categories: [] })
    expect(await conflictsOf((await tell("", "10,8")).id)).toEqual({})
  })
})

describe("the conflicts over prices", () => {
  const shared = { sync_settings: { field_owners: { prices: "shared" } } }

  it("are told for each currency that both have moved", async () => {
    const { tell, id } = await oneCup(shared)
    await editPrice(id, 9)
    const run = await tell("Mugs", "12,7")
    expect(await conflictsOf(run.id)).toEqual({
      "CUP-1": { prices: { synced: { usd: "10" }, source: { usd: "12" }, operator: { usd: "9" } } },
    })
    expect(await pricesOf(id)).toEqual({ usd: 9, eur: 7 })
  })

  it("are over what the pricing rules make of them, also when only the cost moves", async () => {
    const { tell, id } = await oneCup({ ...shared, pricing_rules: { markup_percent: 50, minimum_margin_percent: 10 } })
    expect(await conflictsOf((await tell("Mugs", "12,8")).id)).toEqual({})
    await editPrice(id, 9.5)
    expect(await conflictsOf((await tell("Mugs", "12,8", "10")).id)).toEqual({})
    expect(await conflictsOf((await tell("Mugs", "12,8", "20")).id)).toEqual({
      "CUP-1": { prices: { synced: { usd: "18" }, source: { usd: "22" }, operator: { usd: "9.5" } } },
    })
  })

  it("are none where the source owns them", async () => {
    const { tell, id } = await oneCup({})
    await editPrice(id, 9)
    expect(await conflictsOf((await tell("Mugs", "12,8")).id)).toEqual({})
  })
})
