import { performance } from "node:perf_hooks"
import type { Store } from "../../integration-tests/harness/store"
import { posted } from "../import/admin"
import type { OurSite } from "../import/our-import"

/** Skus that one request may exclude or include. */
const MOST_SKUS = 10_000

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begunMs = performance.now()
  await work()
  return (performance.now() - begunMs) / 1000
}

/** Lets each site in turn sell a catalog, or none, as an operator does; answers the seconds of each. */
export const assign = async (store: Store, sites: readonly OurSite[], catalogId: string | null): Promise<number[]> => {
  const seconds: number[] = []
  for (const { id } of sites)
    seconds.push(await timed(() => posted(store, `/admin/sites/${id}`, { catalog_id: catalogId })))
  return seconds
}

/** What a change of exclusions took. */
export type Excluded = { readonly seconds: number; readonly requests: number }

/** Excludes items on a site, or shows them again, in as few requests as the API allows. */
export const changeExclusions = async (
  store: Store,
  { id }: OurSite,
  what: "add" | "remove",
  skus: readonly string[]
): Promise<Excluded> => {
  let requests = 0
  const seconds = await timed(async () => {
    for (let from = 0; from < skus.length; from += MOST_SKUS, requests += 1) {
      const part = skus.slice(from, from + MOST_SKUS)
      const body = what === "add" ? { add: part.map((sku) => ({ sku })) } : { remove: part }
      await posted(store, `/admin/sites/${id}/exclusions`, body)
    }
  })
  return { seconds, requests }
}
