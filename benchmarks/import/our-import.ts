import type { Store } from "../../integration-tests/harness/store"
import { posted } from "./admin"
import { until } from "./until"

/** Sites that show what is imported. */
export const SITES = 3

/** A site as its shoppers and the database know it; `key` is its publishable key. */
export type OurSite = { readonly id: string; readonly salesChannelId: string; readonly key: string }

/** A catalog that several sites show. */
export type OurTarget = {
  readonly clientId: string
  readonly catalogId: string
  readonly sites: readonly OurSite[]
  readonly salesChannelIds: readonly string[]
}

type Run = {
  readonly state: string
  readonly rows_created: number
  readonly rows_rejected: number
  readonly error: unknown
}

const RUN = "select state, rows_created, rows_rejected, error from feed_run where id = $1"
const UNHAPPY_ENDS = ["failed", "cancelled", "awaiting_approval"]

type SiteBody = { site: { id: string; sales_channel_id: string; publishable_key: { token: string } } }

/** Creates sites of a client that show a catalog, or nothing yet. */
export const createOurSites = async (
  store: Store,
  { clientId, catalogId }: { readonly clientId: string; readonly catalogId: string | null },
  name: string,
  count: number
): Promise<OurSite[]> => {
  const sites: OurSite[] = []
  for (let place = 1; place <= count; place += 1) {
    const { site } = await posted<SiteBody>(store, "/admin/sites", {
      ...{ client_id: clientId, catalog_id: catalogId, name: `${name} ${place}`, currency_code: "usd" },
      status: "active",
    })
    sites.push({ id: site.id, salesChannelId: site.sales_channel_id, key: site.publishable_key.token })
  }
  return sites
}

/** Creates a client with a catalog and sites that show it. */
export const createOurTarget = async (store: Store, name: string, count = SITES): Promise<OurTarget> => {
  const { client } = await posted<{ client: { id: string } }>(store, "/admin/clients", { name, slug: name })
  const { catalog } = await posted<{ catalog: { id: string } }>(store, "/admin/catalogs", { name, type: "erp" })
  const ids = { clientId: client.id, catalogId: catalog.id }
  const sites = await createOurSites(store, ids, name, count)
  return { ...ids, sites, salesChannelIds: sites.map(({ salesChannelId }) => salesChannelId) }
}

/** Imports a file by our pipeline; answers the seconds from the posted file to `completed`, when events are published. */
export const importOurs = async (store: Store, { catalogId }: OurTarget, file: Blob, rows: number): Promise<number> => {
  const form = new FormData()
  form.append("file", file, "products.csv")
  const begunMs = performance.now()
  const { feed_run } = await posted<{ feed_run: { id: string } }>(store, `/admin/catalogs/${catalogId}/imports`, form)
  let run: Run | undefined
  await until("Our import", async () => {
    run = (await store.runtime.query<Run>(RUN, [feed_run.id])).rows[0]
    if (run && UNHAPPY_ENDS.includes(run.state)) throw new Error(`Our import ended badly: ${JSON.stringify(run)}`)
    return run?.state === "completed"
  })
  const seconds = (performance.now() - begunMs) / 1000
  if (run?.rows_created !== rows) throw new Error(`Our import of ${rows} rows says ${JSON.stringify(run)}`)
  return seconds
}
