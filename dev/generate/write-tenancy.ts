import type { Executor } from "../../src/postgres/executor"
import { StartError } from "../lifecycle/errors"
import { insertRows } from "./insert-rows"
import { type GeneratedSite, TIME_ZONES, type WorldLayout } from "./layout"
import type { World } from "./world"

const REGIONS = `
  select distinct on (currency_code) currency_code, id from region where deleted_at is null order by currency_code, created_at`

const LOCATION = "select default_location_id as id from store where deleted_at is null order by created_at limit 1"

/** What every site needs to sell, as the migration script of the selling defaults has made it. */
type Defaults = { readonly locationId: string; readonly regionOf: (currency: string) => string }

const readDefaults = async (db: Executor): Promise<Defaults> => {
  const regions = await db.rows<{ currency_code: string; id: string }>(REGIONS)
  const [location] = await db.rows<{ id: string | null }>(LOCATION)
  const byCurrency = new Map(regions.map(({ currency_code, id }) => [currency_code, id]))
  const missing = Object.keys(TIME_ZONES).filter((currency) => !byCurrency.has(currency))
  if (!location?.id || missing.length > 0) {
    throw new StartError(
      `The database has no ${location?.id ? `region for ${missing.join(", ")}` : "stock location"}: run npm run migrate first.`
    )
  }
  return { locationId: location.id, regionOf: (currency) => byCurrency.get(currency) ?? "" }
}

const idsOf = ({ id }: World, { number }: GeneratedSite) => ({
  channelId: id("sc", number),
  keyId: id("apk", number),
})

const writeSites = async (db: Executor, world: World, sites: WorldLayout["sites"]): Promise<void> => {
  const { locationId, regionOf } = await readDefaults(db)
  const { id, hex, since: created_at } = world
  const each = (rowOf: (site: GeneratedSite, ids: ReturnType<typeof idsOf>) => object): object[] =>
    sites.map((site) => rowOf(site, idsOf(world, site)))

  await insertRows(
    db,
    "sales_channel",
    each(({ name }, { channelId }) => ({ id: channelId, name, created_at }))
  )
  const keys = each(({ name, number }, { keyId }) => {
    const token = `pk_${hex(`key ${number}`, 64)}`
    const redacted = `${token.slice(0, 6)}***${token.slice(-3)}`
    return { id: keyId, token, redacted, salt: "", title: name, type: "publishable", created_by: "", created_at }
  })
  await insertRows(db, "api_key", keys)
  const keyLinks = each(({ number }, { keyId, channelId }) => ({
    ...{ id: id("pksc", number), publishable_key_id: keyId, sales_channel_id: channelId },
  }))
  await insertRows(db, "publishable_api_key_sales_channel", keyLinks)
  const locationLinks = each(({ number }, { channelId }) => ({
    ...{ id: id("scloc", number), sales_channel_id: channelId, stock_location_id: locationId },
  }))
  await insertRows(db, "sales_channel_stock_location", locationLinks)
  const shops = each((site, { channelId, keyId }) => ({
    ...{ id: site.id, name: site.name, status: "active", client_id: site.clientId, catalog_id: site.catalogId },
    branding: { primary_color: `#${hex(`colour ${site.number}`, 6)}` },
    ...{ currency_code: site.currency, time_zone: TIME_ZONES[site.currency], region_id: regionOf(site.currency) },
    ...{ sales_channel_id: channelId, publishable_key_id: keyId, created_at },
  }))
  await insertRows(db, "site", shops)
  const domains = each(({ id: site_id, number }) => ({
    ...{ id: id("dom", number), domain: `site-${number}.generated.localhost`, is_primary: true, site_id },
  }))
  await insertRows(db, "site_domain", domains)
}

/** Writes clients, catalogs and sites with all that a site is in Medusa, as their workflows would. */
export const writeTenancy = async (db: Executor, world: World, layout: WorldLayout): Promise<void> => {
  const { seed } = world.scale
  const clients = layout.clients.map(({ id, name, slug, tier }) => ({
    ...{ id, name, slug, tier, description: "Made by npm run dev:generate.", contact_email: `shops@${slug}.example` },
    ...{ settings: { generated: { seed } }, created_at: world.since },
  }))
  await insertRows(db, "client", clients)
  const catalogs = layout.catalogs.map(({ id, key, name, clientId }) => ({
    ...{ id, key, name, type: clientId ? "erp" : "vendor", source: "npm run dev:generate", client_id: clientId },
  }))
  await insertRows(db, "catalog", catalogs)
  await writeSites(db, world, layout.sites)
}
