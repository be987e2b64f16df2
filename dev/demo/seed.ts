import { readFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "csv-parse/sync"
import type { Narrator } from "../lifecycle/narrator"
import type { AdminApi } from "./admin-api"
import { importFile } from "./import-file"
import { DEMO_CLIENTS, type DemoCatalog, type DemoClient, type DemoSite } from "./shops"

const FILE_NAME = "retail-catalog.csv"
const CURRENCY = "usd"

type Row = { readonly sku: string; readonly category: string }
type Client = { readonly id: string; readonly slug: string }
type Catalog = { readonly id: string; readonly name: string; readonly last_synced_at: string | null }
type Site = { readonly id: string; readonly name: string }

const readFile = () => {
  const content = readFileSync(join(__dirname, FILE_NAME))
  return { name: FILE_NAME, content, rows: parse<Row>(content, { columns: true }) }
}

/** Whether nobody but the demo has clients in this store, so that the demo disturbs nobody. */
export const isDemoWelcome = async (api: AdminApi): Promise<boolean> => {
  const { clients } = await api.get<{ clients: Client[] }>("/admin/clients?limit=100")
  const slugs = DEMO_CLIENTS.map(({ slug }) => slug)
  return clients.every(({ slug }) => slugs.includes(slug))
}

const ensureClient = async (
  api: AdminApi,
  { name, slug, description, contactEmail, tier }: DemoClient
): Promise<Client> => {
  const { clients } = await api.get<{ clients: Client[] }>(`/admin/clients?slug=${slug}`)
  if (clients[0]) return clients[0]
  const body = { name, slug, description, contact_email: contactEmail, tier }
  return (await api.post<{ client: Client }>("/admin/clients", body)).client
}

const ensureCatalog = async (api: AdminApi, { name, type, isShared }: DemoCatalog, owner: Client): Promise<Catalog> => {
  const { catalogs } = await api.get<{ catalogs: Catalog[] }>(`/admin/catalogs?q=${encodeURIComponent(name)}`)
  const known = catalogs.find((catalog) => catalog.name === name)
  if (known) return known
  const body = { name, type, source: FILE_NAME, client_id: isShared ? null : owner.id }
  return (await api.post<{ catalog: Catalog }>("/admin/catalogs", body)).catalog
}

const ensureSite = async (api: AdminApi, demo: DemoSite, client: Client, catalog: Catalog): Promise<Site> => {
  const { sites } = await api.get<{ sites: Site[] }>(`/admin/sites?client_id=${client.id}`)
  const known = sites.find(({ name }) => name === demo.name)
  if (known) return known
  const { site } = await api.post<{ site: Site }>("/admin/sites", {
    client_id: client.id,
    name: demo.name,
    domains: demo.domains,
    currency_code: CURRENCY,
    time_zone: demo.timeZone,
    branding: demo.branding,
    catalog_id: catalog.id,
    status: "active",
  })
  return site
}

const hideItems = async (api: AdminApi, site: Site, { hides }: DemoSite, rows: readonly Row[]): Promise<void> => {
  const add = rows.flatMap(({ sku, category }) => (hides[category] ? [{ sku, reason: hides[category] }] : []))
  await api.post(`/admin/sites/${site.id}/exclusions`, { add })
}

/**
 * Creates the demo through the Admin API, as an operator would. Everything is looked up first, so a run that was
 * interrupted anywhere is completed by the next one.
 */
export const seedDemo = async (api: AdminApi, narrator: Narrator): Promise<void> => {
  const file = readFile()
  for (const demo of DEMO_CLIENTS) {
    const client = await ensureClient(api, demo)
    const catalog = await ensureCatalog(api, demo.catalog, client)
    const sites = await Promise.all(demo.sites.map((site) => ensureSite(api, site, client, catalog)))
    if (!catalog.last_synced_at) {
      await narrator.during(`Importing ${file.rows.length} products into the catalog "${catalog.name}"`, () =>
        importFile(api, catalog, file)
      )
    }
    for (const [index, site] of sites.entries()) {
      const shop = demo.sites[index]
      if (shop) await hideItems(api, site, shop, file.rows)
    }
    narrator.say(`✓ ${demo.name}: ${demo.sites.map(({ name }) => name).join(", ")}`)
  }
}
