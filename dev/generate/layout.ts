import { pick } from "./draw"
import type { World } from "./world"

/** A catalog to generate: the shared one has half of all products, every client has one of its own. */
export type GeneratedCatalog = {
  readonly id: string
  readonly key: string
  readonly name: string
  readonly clientId: string | null
  readonly products: number
}

/** A client to generate. */
export type GeneratedClient = {
  readonly id: string
  readonly name: string
  readonly slug: string
  readonly tier: "standard" | "professional" | "enterprise"
}

/** A site to generate, and the catalog that it sells from. */
export type GeneratedSite = {
  readonly id: string
  readonly name: string
  readonly number: string
  readonly clientId: string
  readonly catalogId: string
  readonly currency: keyof typeof TIME_ZONES
}

/** Who there is and what they sell; its rows come from here. */
export type WorldLayout = {
  readonly clients: readonly GeneratedClient[]
  readonly catalogs: readonly GeneratedCatalog[]
  readonly sites: readonly GeneratedSite[]
}

/** Where the shoppers of a currency live. */
export const TIME_ZONES = { usd: "America/New_York", eur: "Europe/Berlin", gbp: "Europe/London" } as const

const CURRENCIES = ["usd", "usd", "usd", "usd", "usd", "usd", "eur", "eur", "eur", "gbp"] as const
const TIERS = ["standard", "standard", "standard", "professional", "enterprise"] as const
const PLACES = "Harbor Summit Prairie Cedar Granite Willow Beacon Meridian Juniper Cobalt".split(" ")
const TRADES = "Insurance Logistics Health Foods Energy Media Bank Motors Labs Travel".split(" ")

/** One site in so many sells from the shared catalog: at full scale 5 sites show 100,000 products each. */
const SITES_PER_SHARED = 211

const padded = (index: number): string => String(index + 1).padStart(4, "0")

const clientOf = ({ id, draw }: World, index: number): GeneratedClient => {
  const [place = "", trade = ""] = [PLACES[index % 10], TRADES[Math.floor(index / 10) % 10]]
  const name = `${place} ${trade}${index >= 100 ? ` ${Math.floor(index / 100) + 1}` : ""}`
  const slug = `generated-${padded(index)}`
  return { id: id("client", slug), name, slug, tier: pick(draw, `${slug} tier`, TIERS) }
}

const catalogOf = ({ id, hex }: World, name: string, clientId: string | null, products: number): GeneratedCatalog => ({
  id: id("catalog", name),
  key: `g${hex(`key of ${name}`, 7)}`,
  name,
  clientId,
  products,
})

/** Shares out what the clients have, to the last product. */
const catalogsOf = (world: World, clients: readonly GeneratedClient[]): GeneratedCatalog[] => {
  const { products } = world.scale
  const each = Math.floor(products / 2 / clients.length)
  const own = clients.map((client) => catalogOf(world, `${client.name} Range`, client.id, each))
  const shared = catalogOf(world, "Shared Collection", null, products - each * clients.length)
  return [shared, ...own.filter((catalog) => catalog.products > 0)]
}

/** Lays out the clients, their catalogs and sites; the sites are shared out evenly. */
export const layOut = (world: World): WorldLayout => {
  const clients = Array.from({ length: world.scale.clients }, (_, index) => clientOf(world, index))
  const [shared, ...own] = catalogsOf(world, clients)
  const catalogs = [...(shared ? [shared] : []), ...own]
  const siteOf = (index: number): GeneratedSite[] => {
    const client = clients[index % clients.length]
    const catalog = index % SITES_PER_SHARED === 0 ? shared : (own[index % clients.length] ?? shared)
    if (!client || !catalog) return []
    const number = padded(index)
    return [
      {
        id: world.id("site", number),
        name: `${client.name} Shop ${Math.floor(index / clients.length) + 1}`,
        number,
        clientId: client.id,
        catalogId: catalog.id,
        currency: pick(world.draw, `site ${number} currency`, CURRENCIES),
      },
    ]
  }
  const sites = Array.from({ length: world.scale.sites }, (_, index) => siteOf(index)).flat()
  return { clients, catalogs, sites }
}
