/** One of the demo's sites. `hides` maps a category of the catalog's file to the reason why the site doesn't show it. */
export type DemoSite = {
  readonly name: string
  readonly domains: readonly [string, ...string[]]
  readonly timeZone: string
  readonly branding: Readonly<Record<string, string>>
  readonly hides: Readonly<Record<string, string>>
}

/** One of the demo's catalogs; without `isShared` it belongs to the client whose sites sell from it. */
export type DemoCatalog = {
  readonly name: string
  readonly type: "erp" | "manual" | "vendor" | "dropship"
  readonly isShared: boolean
}

/** One of the demo's clients, with the catalog that its sites sell from. */
export type DemoClient = {
  readonly name: string
  readonly slug: string
  readonly description: string
  readonly contactEmail: string
  readonly tier: "standard" | "professional" | "enterprise"
  readonly catalog: DemoCatalog
  readonly sites: readonly DemoSite[]
}

const FOOD_COUNTERS = ["food service", "cold dispensed", "hot dispensed", "salty snacks"] as const

const hide = (categories: readonly string[], reason: string): Record<string, string> =>
  Object.fromEntries(categories.map((category) => [category, reason]))

/**
 * Two made-up companies. The insurer sells from a catalog that the operator shares among clients, the roaster from one
 * of its own; both are fed by the same file, so every sku exists twice and neither company sees the other's.
 */
export const DEMO_CLIENTS: readonly DemoClient[] = [
  {
    name: "Harbor & Pine Insurance",
    slug: "harbor-pine",
    description: "Client gifts and service awards for an insurer with 4,000 employees.",
    contactEmail: "shops@harbor-pine.example",
    tier: "enterprise",
    catalog: { name: "Retail Collection", type: "vendor", isShared: true },
    sites: [
      {
        name: "Harbor & Pine Gifts",
        domains: ["gifts.harbor-pine.localhost"],
        timeZone: "America/New_York",
        branding: { primary_color: "#12355b", accent_color: "#c8963e", tagline: "Thoughtful gifts for our clients" },
        hides: hide(FOOD_COUNTERS, "Can't be posted"),
      },
      {
        name: "Harbor & Pine Service Awards",
        domains: ["awards.harbor-pine.localhost", "thanks.harbor-pine.localhost"],
        timeZone: "America/New_York",
        branding: { primary_color: "#12355b", accent_color: "#7a9e7e", tagline: "Thank you for the years" },
        hides: hide([...FOOD_COUNTERS, "groceries", "tools"], "Not a service award"),
      },
    ],
  },
  {
    name: "Lumen Coffee Roasters",
    slug: "lumen-coffee",
    description: "Merchandise for guests and supplies for partner cafés.",
    contactEmail: "shops@lumen-coffee.example",
    tier: "professional",
    catalog: { name: "Lumen Range", type: "erp", isShared: false },
    sites: [
      {
        name: "Lumen Shop",
        domains: ["shop.lumen-coffee.localhost"],
        timeZone: "America/Los_Angeles",
        branding: { primary_color: "#3b2417", accent_color: "#f2b84b", tagline: "Good light, good coffee" },
        hides: hide(["hot dispensed", "cold dispensed"], "We pour our own"),
      },
      {
        name: "Lumen Partner Store",
        domains: ["partners.lumen-coffee.localhost"],
        timeZone: "America/Los_Angeles",
        branding: { primary_color: "#3b2417", accent_color: "#6d8b74", tagline: "Everything for your café" },
        hides: hide(["jewelry", "beauty"], "Not for cafés"),
      },
    ],
  },
]
