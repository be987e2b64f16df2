import { ApiLoader } from "@medusajs/framework/http"
import type { MedusaNextFunction, MedusaRequest, MedusaResponse, MiddlewareFunction } from "@medusajs/framework/http"
import { ContainerRegistrationKeys, MedusaError, PUBLISHABLE_KEY_HEADER } from "@medusajs/framework/utils"
import { executorOf } from "../postgres/executor"
import { isDomainOfOpenSite } from "./store-origins"
import { parseUrl } from "../addresses/parse-url"

type Trace = NonNullable<typeof ApiLoader.traceMiddleware>

/** The function that Medusa registers for each of these prefixes, with origins that are fixed at boot. */
const STOCK_MIDDLEWARE = "corsMiddleware"
const PREFIXES = ["/store", "/auth"]

/** Under `/auth` a shop signs in customers; an operator does not sign in from a shop's page. */
const FOR_SHOPS = /^\/store\/|^\/auth\/(?:customer\/|session$|token\/)/
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3})$/
const ALLOW_ORIGIN = "Access-Control-Allow-Origin"

const moved = (what: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Medusa no longer has ${what}: adapt src/seams/store-cors.ts`,
    "seam_moved"
  )

/** The host that an origin's page was loaded from; null unless it came over TLS, or from this machine. */
export const hostOfOrigin = (origin: string): string | null => {
  const url = parseUrl(origin)
  if (!url) return null
  const { protocol, hostname } = url
  const host = hostname.replace(/\.$/, "")
  return protocol === "https:" || (protocol === "http:" && LOOPBACK.test(host)) ? host : null
}

/** A database that does not answer lets no new origin in, and leaves those of the environment as they are. */
const isSiteOrigin = async (req: MedusaRequest, origin: string): Promise<boolean> => {
  const host = hostOfOrigin(origin)
  if (host === null || !FOR_SHOPS.test(`${req.baseUrl}${req.path}`)) return false
  try {
    const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
    return await isDomainOfOpenSite(db, host, req.get(PUBLISHABLE_KEY_HEADER) ?? null)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    req.scope.resolve(ContainerRegistrationKeys.LOGGER).warn(`Can't look up the origin ${origin}: ${reason}`)
    return false
  }
}

/**
 * Medusa's middleware sets the other headers, ends preflights, and leaves out routes that opted out of CORS. It does
 * not take away an origin that is set already, so a site's is set before it runs, and taken back where it did nothing.
 */
const withSiteOrigins = (stock: MiddlewareFunction): MiddlewareFunction =>
  async function corsMiddleware(req: MedusaRequest, res: MedusaResponse, next: MedusaNextFunction): Promise<void> {
    const { origin } = req.headers
    if (origin === undefined || !(await isSiteOrigin(req, origin))) return void stock(req, res, next)
    res.setHeader(ALLOW_ORIGIN, origin)
    stock(req, res, (error?: unknown) => {
      if (!res.hasHeader("Access-Control-Allow-Credentials")) res.removeHeader(ALLOW_ORIGIN)
      next(error)
    })
  }

const installed = new WeakSet<typeof ApiLoader>()

/**
 * Lets the domains of open sites call the Store API, from the request after the site was created and in every process,
 * in addition to STORE_CORS and AUTH_CORS. It stands behind `ApiLoader.traceMiddleware`, through which Medusa hands each
 * middleware that it registers; a tracer that is set there, before or after, is still called.
 * Reading the configuration twice in one process installs it once.
 */
export const installStoreCors = (loader = ApiLoader): void => {
  if (installed.has(loader)) return
  installed.add(loader)
  let tracer = loader.traceMiddleware
  let isTracing = false
  const replaced = new Set<string>()
  const trace: Trace = (handler, place) => {
    // A tracer that calls what it found here comes back to this function.
    if (isTracing) return handler
    const isCors = handler.name === STOCK_MIDDLEWARE && PREFIXES.includes(place.route)
    if (isCors) replaced.add(place.route)
    const ours = isCors ? withSiteOrigins(handler) : handler
    isTracing = true
    try {
      return tracer ? tracer(ours, place) : ours
    } finally {
      isTracing = false
    }
  }
  const set = (next: Trace | undefined): void => void (tracer = next)
  Object.defineProperty(loader, "traceMiddleware", { configurable: true, get: () => trace, set })

  const { load } = loader.prototype
  if (typeof load !== "function") throw moved("ApiLoader.load")
  loader.prototype.load = async function (this: ApiLoader): Promise<void> {
    await load.call(this)
    const missing = PREFIXES.find((prefix) => !replaced.has(prefix))
    if (missing !== undefined) throw moved(`a middleware "${STOCK_MIDDLEWARE}" on ${missing}`)
  }
}
