import { MedusaError } from "@medusajs/framework/utils"
import { storeProductVariantRoutesMiddlewares } from "@medusajs/medusa/api/store/product-variants/middlewares"
import { storeProductRoutesMiddlewares } from "@medusajs/medusa/api/store/products/middlewares"

type Route = { matcher?: unknown; middlewares?: { name: string }[] }

/** The stock middleware of each list that reads all ids of the channel into one `id in (…)`: 3.3 s at 112,000 products. */
const REPLACED = [
  { routes: storeProductRoutesMiddlewares, matcher: "/store/products", name: "applyMaybeLinkFilterIfNecessary" },
  { routes: storeProductVariantRoutesMiddlewares, matcher: "/store/product-variants", name: "linkFilter" },
] as const

/** Takes the named middleware out of a route's list; throws when Medusa no longer has exactly one of that name. */
export const removeMiddleware = (routes: Route[], matcher: string, name: string): void => {
  const middlewares = routes.find((route) => route.matcher === matcher)?.middlewares ?? []
  const places = middlewares.flatMap((middleware, place) => (middleware.name === name ? [place] : []))
  const [place] = places
  if (place === undefined || places.length > 1) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      `Medusa has ${places.length} middlewares "${name}" on ${matcher}, not one: adapt src/seams/store-channel-filters.ts`,
      "seam_moved"
    )
  }
  middlewares.splice(place, 1)
}

/**
 * Makes room for the page that src/api/store/products and product-variants choose. Medusa copies these lists when it
 * loads its routes, so this runs with the configuration. Without our middlewares the channel's id stays among the
 * filters, where Medusa refuses it: nothing is shown rather than everything.
 */
export const installStoreChannelFilters = (): void => {
  for (const { routes, matcher, name } of REPLACED) removeMiddleware(routes, matcher, name)
}
