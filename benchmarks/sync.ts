import { setTimeout as pause } from "node:timers/promises"
import type { GeneratedProduct } from "../dev/generate/products"
import { startStoreProcess } from "../integration-tests/harness/store-process"
import { ourFile } from "./import/files"
import { createOurTarget, importOurs, type OurTarget } from "./import/our-import"
import { settle } from "./lab/process-figures"
import { productsBetween } from "./lab/products-between"
import { rounded as roundedTo } from "./lab/rounded"
import { runBenchmark } from "./lab/run-benchmark"
import type { Lab } from "./lab/start-lab"
import { browse } from "./sync/shopper"
import { stageOnly } from "./sync/stage-only"
import { rowsWrittenBy } from "./sync/written-rows"

const SHOP_ROWS = 1_000
const IDLE_MS = 15_000
/** One row in so many is changed by the delta. */
const CHANGED = 100

const say = (line: string): void => console.log(line)
const rounded = (value: number, digits = 2): number => roundedTo(value, digits)

const dearer = (product: GeneratedProduct): GeneratedProduct => ({
  ...product,
  prices: { ...product.prices, usd: (Number(product.prices.usd) + 1).toFixed(2) },
})

/** A process beside the one that imports, as a server beside a worker, and the key of a shop that it serves. */
const openShop = async (lab: Lab) => {
  const target = await createOurTarget(lab.store, "shop", 1)
  await importOurs(lab.store, target, ourFile(productsBetween(1, SHOP_ROWS + 1)), SHOP_ROWS)
  const server = await startStoreProcess({
    folder: lab.folder,
    label: "server",
    databaseUrl: lab.runtimeUrl,
    env: { IMAGES_CONCURRENCY: "0" },
  })
  return { server, key: target.sites[0]?.key ?? "" }
}

const timed = async (lab: Lab, target: OurTarget, rows: readonly GeneratedProduct[], created: number) => {
  await settle(lab.storePid)
  await lab.checkpoint()
  return importOurs(lab.store, target, ourFile(rows), created)
}

const run = async (lab: Lab, { rows }: { readonly rows: number }): Promise<object> => {
  const { store } = lab
  const all = productsBetween(1, rows + 1)
  const changed = all.filter((_, place) => place % CHANGED === 0).map(dearer)
  const target = await createOurTarget(store, "sync", 1)
  const { server, key } = await openShop(lab)
  await browse(server.url, key, pause(IDLE_MS / 3))
  const idle = await browse(server.url, key, pause(IDLE_MS))
  say(`Importing ${rows} products while ${idle.requests} requests' worth of shoppers browse …`)
  const importing = timed(lab, target, all, rows)
  const busy = await browse(server.url, key, importing)
  const busyS = await importing
  await server.child.stop()
  const whole = await createOurTarget(store, "whole", 1)
  const fullS = await timed(lab, whole, all, rows)
  say(`Importing them again, unchanged, and then ${changed.length} of them at other prices …`)
  let unchangedS = 0
  const rewritten = await rowsWrittenBy(store.owner, async () => (unchangedS = await timed(lab, target, all, 0)))
  const readS = await stageOnly(store, lab.runtimeUrl, target.catalogId, ourFile(all))
  let deltaS = 0
  const delta = await rowsWrittenBy(store.owner, async () => (deltaS = await timed(lab, target, changed, 0)))
  say(`The delta wrote ${JSON.stringify(delta)}`)
  if (delta["price"] !== changed.length) throw new Error(`The delta wrote ${delta["price"]} prices`)
  return {
    ...{ benchmark: "sync", rows, full_s: rounded(fullS), full_with_shoppers_s: rounded(busyS) },
    ...{ unchanged_s: rounded(unchangedS), read_s: rounded(readS), unchanged_over_read: rounded(unchangedS / readS) },
    rows_rewritten: Object.values(rewritten).reduce((sum, count) => sum + count, 0),
    ...{ delta_s: rounded(deltaS), delta_over_full: rounded(deltaS / fullS, 3) },
    delta_rows_over_changed: rounded(Math.max(...Object.values(delta)) / changed.length),
    ...{ idle_p95_ms: rounded(idle.p95Ms, 1), busy_p95_ms: rounded(busy.p95Ms, 1) },
    store_p95_ratio: rounded(busy.p95Ms / idle.p95Ms),
  }
}

runBenchmark({ rows: 100_000 }, run)
