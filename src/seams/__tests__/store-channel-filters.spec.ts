import { storeProductVariantRoutesMiddlewares } from "@medusajs/medusa/api/store/product-variants/middlewares"
import { storeProductRoutesMiddlewares } from "@medusajs/medusa/api/store/products/middlewares"
import { installStoreChannelFilters, removeMiddleware } from "../store-channel-filters"

const namesOf = (routes: { matcher?: unknown; middlewares?: { name: string }[] }[], matcher: string): string[] =>
  routes.find((route) => route.matcher === matcher)?.middlewares?.map(({ name }) => name) ?? []

const products = () => namesOf(storeProductRoutesMiddlewares, "/store/products")
const variants = () => namesOf(storeProductVariantRoutesMiddlewares, "/store/product-variants")

describe("the channel filters of the Store API's lists", () => {
  it("are where Medusa 2.21 has them, and are all that is taken out", () => {
    const [productsBefore, variantsBefore] = [products(), variants()]
    expect(productsBefore).toContain("applyMaybeLinkFilterIfNecessary")
    expect(variantsBefore).toContain("linkFilter")

    installStoreChannelFilters()

    expect(products()).toEqual(productsBefore.filter((name) => name !== "applyMaybeLinkFilterIfNecessary"))
    expect(variants()).toEqual(variantsBefore.filter((name) => name !== "linkFilter"))
  })

  it("stop the start when Medusa has renamed, moved or doubled them", () => {
    const route = (...names: string[]) => [{ matcher: "/x", middlewares: names.map((name) => ({ name })) }]
    const code = { code: "seam_moved" }
    expect(() => removeMiddleware(route("other"), "/x", "linkFilter")).toThrow(expect.objectContaining(code))
    expect(() => removeMiddleware(route("linkFilter"), "/y", "linkFilter")).toThrow(expect.objectContaining(code))
    expect(() => removeMiddleware(route("linkFilter", "linkFilter"), "/x", "linkFilter")).toThrow(
      expect.objectContaining(code)
    )
  })
})
