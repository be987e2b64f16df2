import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { performance } from "node:perf_hooks"
import { executorOf, inTransaction } from "../src/postgres/executor"
import { createKnex } from "../src/postgres/knex"
import { importCatalog } from "./generate/import-catalogs"
import { layOut } from "./generate/layout"
import { writeOrders } from "./generate/orders/write-orders"
import { requireEmpty } from "./generate/require-empty"
import { readScale, type Scale } from "./generate/scale"
import { openTarget } from "./generate/target"
import { createWorld } from "./generate/world"
import { writeExclusions } from "./generate/write-exclusions"
import { writeTenancy } from "./generate/write-tenancy"
import { explain } from "./lifecycle/errors"
import { stopOnSignals } from "./lifecycle/interruption"
import { createNarrator, type Narrator } from "./lifecycle/narrator"
import { createShutdown } from "./lifecycle/shutdown"

const ACQUIRE_TIMEOUT_MS = 30_000
const PROGRESS_MS = 10_000

const COUNTS = `
  select (select count(*) from client)::int as clients, (select count(*) from site)::int as sites,
    (select count(*) from catalog)::int as catalogs, (select count(*) from product where deleted_at is null)::int as products,
    (select count(*) from catalog_item where deleted_at is null)::int as items,
    (select count(*) from product_sales_channel where deleted_at is null)::int as products_on_sites,
    (select count(*) from customer)::int as customers, (select count(*) from "order")::int as orders,
    (select count(*) from order_line_item)::int as line_items, (select count(*) from price)::int as prices,
    round(pg_database_size(current_database()) / 1048576.0)::int as megabytes`

const importCatalogs = async (knex: Knex, world: ReturnType<typeof createWorld>, narrator: Narrator): Promise<void> => {
  let items = 0
  let toldMs = performance.now()
  const { catalogs } = layOut(world)
  for (const [index, catalog] of catalogs.entries()) {
    items += await importCatalog(knex, world, catalog)
    if (performance.now() - toldMs < PROGRESS_MS) continue
    toldMs = performance.now()
    narrator.say(`    ${index + 1} of ${catalogs.length} catalogs, ${items} items`)
  }
}

const fill = async (knex: Knex, scale: Scale, narrator: Narrator): Promise<void> => {
  const db = executorOf(knex)
  await requireEmpty(db)
  const world = createWorld(scale)
  const begunMs = performance.now()
  await narrator.during("Writing clients, catalogs and sites", () =>
    inTransaction(knex, (transaction) => writeTenancy(transaction, world, layOut(world)))
  )
  await narrator.during(`Importing ${scale.products} products through the pipeline`, () =>
    importCatalogs(knex, world, narrator)
  )
  await narrator.during("Excluding items from sites", () => inTransaction(knex, (each) => writeExclusions(each, world)))
  await narrator.during(`Writing ${scale.orders} orders with their payments`, () => writeOrders(knex, world))
  await narrator.during("Refreshing statistics", () => db.run("analyze"))
  const seconds = Math.round(performance.now() - begunMs) / 1000
  const [counts] = await db.rows<Record<string, number>>(COUNTS)
  for (const [name, count] of Object.entries(counts ?? {})) narrator.say(`  ${name.padEnd(18)} ${count}`)
  narrator.say(JSON.stringify({ ...counts, seconds }))
}

/** `npm run dev:generate`: fills a migrated database with made-up clients, sites, products and orders, once. */
export const generate = async (root: string, words: readonly string[]): Promise<void> => {
  const narrator = createNarrator()
  const shutdown = createShutdown((problem) => console.error(explain(problem)))
  stopOnSignals({ stop: shutdown.run, say: narrator.say })
  try {
    const scale = readScale(words, Date.now())
    const { endpoint, place } = await openTarget(root, shutdown, narrator.say)
    narrator.say(`Filling ${place}.`)
    const pool = { applicationName: "galleria-generate", min: 0, max: 2, acquireTimeoutMs: ACQUIRE_TIMEOUT_MS }
    const knex = createKnex({ endpoint, ...pool })
    shutdown.add(() => knex.destroy())
    await fill(knex, scale, narrator)
  } catch (error) {
    if (!shutdown.signal.aborted) console.error(`\n${explain(error)}`)
    process.exitCode = 1
  }
  await shutdown.run()
  process.exit()
}
