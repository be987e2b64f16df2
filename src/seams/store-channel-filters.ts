import { MedusaError } from "@medusajs/framework/utils"
import { storeProductVariantRoutesMiddlewares } from "@medusajs/medusa/api/store/product-variants/middlewares"
import { storeProductRoutesMiddlewares } from "@medusajs/medusa/api/store/products/middlewares"

type Route = { matcher?: unknown; middlewares?: unknown[] }
type Next = () => unknown

/** The stock middleware of each list that reads all ids of the channel into one `id in (…)`: 3.3 s at 112,000 products. */
const REPLACED = [
  { routes: storeProductRoutesMiddlewares, matcher: "/store/products", name: "applyMaybeLinkFilterIfNecessary" },
  { routes: storeProductVariantRoutesMiddlewares, matcher: "/store/product-variants", name: "linkFilter" },
] as const

/** Stands where the stock middleware stood, so that a configuration that is read twice finds it replaced. */
const leaveChannelFilter = (_req: unknown, _res: unknown, next: Next): unknown => next()

const nameOf = (middleware: unknown): string => (typeof middleware === "function" ? middleware.name : "")

/** Replaces the named middleware in a route's list; throws when Medusa no longer has exactly one of that name. */
export const replaceMiddleware = (routes: Route[], matcher: string, name: string): void => {
  const middlewares = routes.find((route) => route.matcher === matcher)?.middlewares ?? []
  if (middlewares.some((middleware) => nameOf(middleware) === leaveChannelFilter.name)) return
  const places = middlewares.flatMap((middleware, place) => (nameOf(middleware) === name ? [place] : []))
  const [place] = places
  if (place === undefined || places.length > 1) {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      `Medusa has ${places.length} middlewares "${name}" on ${matcher}, not one: adapt src/seams/store-channel-filters.ts`,
      "seam_moved"
    )
  }
  middlewares.splice(place, 1, leaveChannelFilter)
}

/**
 * Makes room for the page that src/api/store/products and product-variants choose. Medusa copies these lists when it
 * loads its routes, so this runs with the configuration. Without our middlewares the channel's id stays among the
 * filters, where Medusa refuses it: nothing is shown rather than everything.
 */
export const installStoreChannelFilters = (): void => {
  for (const { routes, matcher, name } of REPLACED) replaceMiddleware(routes, matcher, name)
}
