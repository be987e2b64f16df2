import type { DialectKind } from "../../dev/erp/dialects"
import type { StandIn } from "../../dev/erp/stand-in"
import { httpSurroundings } from "../../src/modules/catalog/sources/http/surroundings"
import { SOURCES } from "../../src/modules/catalog/sources/registry"
import type { Source } from "../../src/modules/catalog/sources/source"
import type { VirtualClock } from "./virtual-clock"

export const PAGE_ROWS = 20

type Wanted = { readonly settings: object; readonly credentials: Readonly<Record<string, string>> }

/** What an operator types in for each stand-in, with pages so small that a crawl has several. */
const WANTED: Readonly<Record<DialectKind, (standIn: StandIn) => Wanted>> = {
  // More than the gateway grants, so that its answers link to the rest.
  sap: ({ credentials }) => ({
    settings: { page_size: PAGE_ROWS + 5, prices: { sales_organization: "1710" }, stock: {} },
    credentials: pick(credentials, ["username", "password"]),
  }),
  "business-central": ({ url, credentials, settings }) => ({
    settings: {
      company_id: settings["company_id"],
      page_size: PAGE_ROWS,
      currency: "usd",
      entra: {
        client_id: credentials["client_id"],
        tenant_id: settings["tenant_id"],
        token_url: url + (settings["token_path"] ?? ""),
      },
    },
    credentials: pick(credentials, ["client_secret"]),
  }),
  odoo: ({ credentials, settings }) => ({
    settings: { database: settings["database"], page_size: PAGE_ROWS, currency: "usd" },
    credentials,
  }),
  netsuite: ({ credentials: { account_id, ...credentials }, settings }) => ({
    settings: {
      account: account_id,
      page_size: PAGE_ROWS,
      time_zone: settings["time_zone"],
      prices: { level: 1, currency: "usd" },
      stock: true,
    },
    credentials: pick(credentials, ["consumer_key", "consumer_secret", "token_id", "token_secret", "private_key"]),
  }),
  oracle: ({ credentials }) => ({
    settings: { page_size: PAGE_ROWS },
    credentials: pick(credentials, ["username", "password"]),
  }),
  erpnext: ({ credentials, settings }) => ({
    settings: { page_size: PAGE_ROWS, time_zone: settings["time_zone"], currency: "usd", stock: {} },
    credentials,
  }),
  rest: ({ credentials }) => ({
    settings: {
      path: "products",
      query: { page_size: String(PAGE_ROWS) },
      auth: "bearer",
      list: "data.items",
      total: "paging.total",
      paging: { kind: "link", at: "paging.next" },
      id: "id",
      change: { at: "updated_at", parameter: "updated_since" },
      fields: {
        sku: "code",
        name: "title",
        category: "category.name",
        barcode: "ean",
        price: "pricing.amount",
        currency: "pricing.currency",
        stock: "availability.quantity",
        active: "availability.sellable",
      },
    },
    credentials,
  }),
}

const pick = (credentials: Readonly<Record<string, string>>, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, credentials[name] ?? ""]))

/** What a feed is given for a stand-in: its settings and its secrets. */
export const feedOf = (standIn: StandIn, overlapMinutes = 1): Wanted => {
  const { settings, credentials } = WANTED[standIn.kind](standIn)
  return { settings: { base_url: standIn.baseUrl, overlap_minutes: overlapMinutes, ...settings }, credentials }
}

/** Opens the source of a stand-in's kind on it, on a shared clock, with the longest waits that chance allows. */
export const openSource = (standIn: StandIn, clock: VirtualClock, changed: object = {}): Source => {
  const definition = SOURCES.get(standIn.kind)
  if (!definition) throw new Error(`No source is registered for ${standIn.kind}`)
  const { settings, credentials } = feedOf(standIn)
  const http = { ...httpSurroundings(["127.0.0.1"]), now: () => clock.now(), random: () => 0.999 }
  return definition.open(definition.settings.parse({ ...settings, ...changed }), credentials, {
    http: { ...http, sleep: (ms) => clock.sleep(ms) },
    openFile: () => Promise.reject(new Error("An ERP has no files")),
  })
}
