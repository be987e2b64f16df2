import type { AdminLogin } from "./demo/admin-api"
import { DEMO_CLIENTS } from "./demo/shops"

/** A site's public face, as far as a storefront developer needs it to begin. */
type SiteFace = { readonly name: string; readonly domain: string; readonly key: string }

/** What the summary tells about the running store. */
export type StoreFacts = {
  readonly url: string
  readonly login: AdminLogin | undefined
  readonly databasePlace: string
  readonly logFile: string
}

const TIMEOUT_MS = 10_000

type Resolved = { readonly site: { readonly name: string; readonly publishable_key: string } }

/** Asks the store itself, so that a site which the operator has closed or renamed since is shown as it is. */
const resolveSite = async (url: string, domain: string): Promise<SiteFace | undefined> => {
  const answer = await fetch(`${url}/sites/resolve?domain=${domain}`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
  if (!answer.ok) return undefined
  const { site } = (await answer.json()) as Resolved
  return { name: site.name, domain, key: site.publishable_key }
}

const demoDomains = (): string[] => DEMO_CLIENTS.flatMap(({ sites }) => sites.map(({ domains }) => domains[0]))

const describeSite = ({ name, domain, key }: SiteFace): string[] => [
  `  ${name}`,
  `    domain  ${domain}`,
  `    key     ${key}`,
]

const describeRequest = (url: string, { name, key }: SiteFace): string[] => [
  "",
  `  Three products of ${name}:`,
  `    curl -s -H 'x-publishable-api-key: ${key}' '${url}/store/products?limit=3&fields=title,handle'`,
]

/** The text that npm start ends with: where everything is, and a first request that works. */
export const describeStore = async ({ url, login, databasePlace, logFile }: StoreFacts): Promise<string> => {
  const faces = await Promise.all(demoDomains().map((domain) => resolveSite(url, domain)))
  const sites = faces.filter((face) => face !== undefined)
  const [first] = sites
  return [
    "",
    `  Dashboard   ${url}/app`,
    `  Sign in     ${login ? `${login.email}  ${login.password}` : "with an account of this database"}`,
    `  Store API   ${url}/store`,
    `  Health      ${url}/health`,
    `  Database    ${databasePlace}`,
    `  Log         ${logFile}`,
    "",
    ...sites.flatMap(describeSite),
    ...(first ? describeRequest(url, first) : []),
    "",
    "  Ctrl-C stops everything that was started here.",
  ].join("\n")
}
