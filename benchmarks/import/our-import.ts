import type { Store } from "../../integration-tests/harness/store"
import { posted } from "./admin"
import { until } from "./until"

/** Sites that show what is imported. */
export const SITES = 3

/** A catalog that several sites show. */
export type OurTarget = { readonly catalogId: string; readonly salesChannelIds: readonly string[] }

type Run = {
  readonly state: string
  readonly rows_created: number
  readonly rows_rejected: number
  readonly error: unknown
}

const RUN = "select state, rows_created, rows_rejected, error from feed_run where id = $1"
const UNHAPPY_ENDS = ["failed", "cancelled", "awaiting_approval"]

/** Creates a client with a catalog and sites that show it. */
export const createOurTarget = async (store: Store, name: string, sites = SITES): Promise<OurTarget> => {
  const { client } = await posted<{ client: { id: string } }>(store, "/admin/clients", { name, slug: name })
  const { catalog } = await posted<{ catalog: { id: string } }>(store, "/admin/catalogs", { name, type: "erp" })
  const salesChannelIds: string[] = []
  for (let place = 1; place <= sites; place += 1) {
    const { site } = await posted<{ site: { sales_channel_id: string } }>(store, "/admin/sites", {
      ...{ client_id: client.id, catalog_id: catalog.id, name: `${name} ${place}`, currency_code: "usd" },
      status: "active",
    })
    salesChannelIds.push(site.sales_channel_id)
  }
  return { catalogId: catalog.id, salesChannelIds }
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
