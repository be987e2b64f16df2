import { ourFile } from "./import/files"
import { createOurTarget, importOurs } from "./import/our-import"
import { checkRows } from "./import/tables"
import { measured } from "./lab/measured"
import { productsBetween } from "./lab/products-between"
import { rounded } from "./lab/rounded"
import { runBenchmark } from "./lab/run-benchmark"
import type { Lab } from "./lab/start-lab"

const WARM_UP_ROWS = 100

/** Imports products into a catalog of its own and holds every table against what it should have. */
const importOnce = async (lab: Lab, name: string, from: number, rows: number) => {
  const { store } = lab
  const target = await createOurTarget(store, name)
  const file = ourFile(productsBetween(from, from + rows))
  const figures = await measured(lab, () => importOurs(store, target, file, rows))
  const [site] = target.sites
  await checkRows(store.owner, { who: name, salesChannelId: site?.salesChannelId ?? "", products: rows })
  return figures
}

/** Whether a file of many rows goes as fast, row by row, and takes as little memory as one of few. */
const run = async (lab: Lab, { rows, large }: { readonly rows: number; readonly large: number }): Promise<object> => {
  await importOnce(lab, "warm-up", rows + large + 1, WARM_UP_ROWS)
  console.log(`Importing ${rows} products, then ${large} …`)
  const few = await importOnce(lab, "few", 1, rows)
  const many = await importOnce(lab, "many", rows + 1, large)
  const rateOfFew = rows / few.seconds
  const rateOfMany = large / many.seconds
  return {
    benchmark: "growth",
    ...{ rows, large },
    rows_per_s: rounded(rateOfFew),
    large_rows_per_s: rounded(rateOfMany),
    rate_large_over_small: rounded(rateOfMany / rateOfFew, 2),
    peak_rss_mb: few.peakMb,
    large_peak_rss_mb: many.peakMb,
    rss_large_over_small: rounded(many.peakMb / few.peakMb, 2),
  }
}

runBenchmark({ rows: 10_000, large: 200_000 }, run)
