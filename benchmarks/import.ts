import type { GeneratedProduct } from "../dev/generate/products"
import { ourFile, stockFile } from "./import/files"
import { createOurTarget, importOurs } from "./import/our-import"
import { insertFloor } from "./import/sql-floor"
import { createStockTarget, importStock } from "./import/stock-import"
import { checkRows } from "./import/tables"
import { measured } from "./lab/measured"
import { settle } from "./lab/process-figures"
import { productsBetween } from "./lab/products-between"
import { rounded } from "./lab/rounded"
import { runBenchmark } from "./lab/run-benchmark"
import type { Lab } from "./lab/start-lab"

const WARM_UP_ROWS = 100

const say = (line: string): void => console.log(line)

const importBoth = async (lab: Lab, name: string, products: readonly GeneratedProduct[]) => {
  const { store } = lab
  const ourTarget = await createOurTarget(store, `${name}-ours`)
  const stockTarget = await createStockTarget(store, `${name}-stock`)
  const files = { ours: ourFile(products), stock: stockFile(products, stockTarget) }
  const ours = await measured(lab, () => importOurs(store, ourTarget, files.ours, products.length))
  const stock = await measured(lab, () => importStock(store, files.stock, products.length))
  return { ours, stock, ourTarget, stockTarget }
}

const run = async (lab: Lab, { rows }: { readonly rows: number }): Promise<object> => {
  const { store } = lab
  await importBoth(lab, "warm-up", productsBetween(rows + 1, rows + 1 + WARM_UP_ROWS))
  say(`Importing ${rows} products by our pipeline, then by Medusa's importProductsAsChunks …`)
  const { ours, stock, ourTarget, stockTarget } = await importBoth(lab, "measured", productsBetween(1, rows + 1))
  await settle(lab.storePid)
  const { salesChannelIds: floorChannelIds } = await createStockTarget(store, "floor")
  const channels = { from: ourTarget.salesChannelIds, to: floorChannelIds }
  const floorSeconds = await insertFloor(store.owner, channels, lab.checkpoint)
  const amounts = new Set<string>()
  const written = { ours: ourTarget.salesChannelIds, stock: stockTarget.salesChannelIds, floor: floorChannelIds }
  for (const [who, [salesChannelId = ""]] of Object.entries(written)) {
    amounts.add(await checkRows(store.owner, { who, salesChannelId, products: rows }))
  }
  if (amounts.size > 1) throw new Error(`The prices differ: ${[...amounts].join(" | ")}`)
  say(`Every table has its rows, and the prices of all three add up to ${[...amounts].join()}.`)
  return {
    benchmark: "import",
    rows,
    ours_rows_per_s: rounded(rows / ours.seconds),
    stock_rows_per_s: rounded(rows / stock.seconds),
    ratio: rounded(stock.seconds / ours.seconds, 1),
    sql_floor_rows_per_s: rounded(rows / floorSeconds),
    ours_over_floor: rounded(floorSeconds / ours.seconds, 2),
    floor_ratio: rounded(stock.seconds / floorSeconds, 1),
    peak_rss_mb: ours.peakMb,
    stock_peak_rss_mb: stock.peakMb,
  }
}

runBenchmark({ rows: 10_000 }, run)
