import { storeProductVariantRoutesMiddlewares } from "@medusajs/medusa/api/store/product-variants/middlewares"
import { storeProductRoutesMiddlewares } from "@medusajs/medusa/api/store/products/middlewares"
import { installStoreChannelFilters, replaceMiddleware } from "../store-channel-filters"

const nameOf = (middleware: unknown): string => (typeof middleware === "function" ? middleware.name : "")

const namesOf = (routes: { matcher?: unknown; middlewares?: unknown[] }[], matcher: string): string[] =>
  routes.find((route) => route.matcher === matcher)?.middlewares?.map(nameOf) ?? []

const products = () => namesOf(storeProductRoutesMiddlewares, "/store/products")
const variants = () => namesOf(storeProductVariantRoutesMiddlewares, "/store/product-variants")

describe("the channel filters of the Store API's lists", () => {
  it("are where Medusa 2.21 has them, and all that is replaced, once", () => {
    const [productsBefore, variantsBefore] = [products(), variants()]
    expect(productsBefore).toContain("applyMaybeLinkFilterIfNecessary")
    expect(variantsBefore).toContain("linkFilter")

    installStoreChannelFilters()
    installStoreChannelFilters()

    const replaced = (stock: string) => (name: string) => (name === stock ? "leaveChannelFilter" : name)
    expect(products()).toEqual(productsBefore.map(replaced("applyMaybeLinkFilterIfNecessary")))
    expect(variants()).toEqual(variantsBefore.map(replaced("linkFilter")))
  })

  it("stop the start when Medusa has renamed, moved or doubled them", () => {
    const route = (...names: string[]) => [
      { matcher: "/x", middlewares: names.map((name) => ({ [name]: () => undefined })[name]) },
    ]
    const code = { code: "seam_moved" }
    expect(() => replaceMiddleware(route("other"), "/x", "linkFilter")).toThrow(expect.objectContaining(code))
    expect(() => replaceMiddleware(route("linkFilter"), "/y", "linkFilter")).toThrow(expect.objectContaining(code))
    expect(() => replaceMiddleware(route("linkFilter", "linkFilter"), "/x", "linkFilter")).toThrow(
      expect.objectContaining(code)
    )
  })
})
