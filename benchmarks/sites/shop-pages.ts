import { performance } from "node:perf_hooks"
import type { Store } from "../../integration-tests/harness/store"
import type { OurSite } from "../import/our-import"

const LIMIT = 20
const WARM_UP = 3
const MEASURED = 15

/** How far behind the first the later page stands. */
const LATER_OFFSET = 1_000

/** What a shopper waits for a page of products: the median, in milliseconds. */
export type PageTimes = { readonly firstMs: number; readonly laterMs: number }

const pageMs = async (store: Store, { key }: OurSite, offset: number, products: number): Promise<number> => {
  const begunMs = performance.now()
  const path = `/store/products?limit=${LIMIT}&offset=${offset}&fields=title,handle,thumbnail,*variants`
  const answer = await store.request(path, { headers: { "x-publishable-api-key": key } })
  const body = (await answer.json()) as { products: unknown[]; count: number }
  const tookMs = performance.now() - begunMs
  const expected = Math.min(LIMIT, Math.max(products - offset, 0))
  if (!answer.ok || body.count !== products || body.products.length !== expected) {
    throw new Error(
      `A shopper was answered ${answer.status}: ${body.products.length} of ${body.count} products, not ${products}`
    )
  }
  return tookMs
}

const medianMs = async (ask: () => Promise<number>): Promise<number> => {
  const times: number[] = []
  for (let request = 0; request < WARM_UP + MEASURED; request += 1) times.push(await ask())
  return times.slice(WARM_UP).sort((a, b) => a - b)[Math.floor(MEASURED / 2)] ?? 0
}

/** Lists a site's products one request after the other; throws when a page has others than `products` say. */
export const timePages = async (store: Store, site: OurSite, products: number): Promise<PageTimes> => ({
  firstMs: await medianMs(() => pageMs(store, site, 0, products)),
  laterMs: await medianMs(() => pageMs(store, site, LATER_OFFSET, products)),
})
