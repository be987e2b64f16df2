import { ourFile } from "./import/files"
import { createOurSites, createOurTarget, type OurSite } from "./import/our-import"
import { productsBetween } from "./lab/products-between"
import { rounded } from "./lab/rounded"
import { runBenchmark } from "./lab/run-benchmark"
import type { Lab } from "./lab/start-lab"
import { openStage, type Shopped, type Stage } from "./sites/stage"

const WARM_UP_ROWS = 1_000
const EXCLUDED = 1_000
const MIB = 1024 * 1024
const WRITES_LINKS = "(insert into|delete from) product_sales_channel"

const say = (line: string): void => console.log(line)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

const firstOf = (sites: readonly OurSite[]): OurSite => {
  const [site] = sites
  if (!site) throw new Error("There is no site")
  return site
}

/** A shop of the catalog that was imported first, and one of the last, whose products come behind all others. */
type Shops = { readonly early: OurSite; readonly late: OurSite }

/** The catalog of one site is given to further ones and taken away again. */
const assignAll = async (stage: Stage, catalogId: string, further: readonly OurSite[], shops: Shops) => {
  const second = [firstOf(further)]
  say(`Assigning a catalog to one more site, and then to ${further.length} …`)
  const assigned = mean(await stage.assigned("After the second site's assignment", second, catalogId))
  const unassigned = mean(await stage.assigned("After taking it away again", second, null))
  const each = await stage.assigned("After the further sites' assignment", further, catalogId)
  const most = await stage.shopped(shops.early)
  const late = await stage.shopped(shops.late)
  const eachAway = await stage.assigned("After taking it away from all", further, null)
  return {
    most,
    late,
    figures: {
      ...{ assign_s: rounded(assigned, 2), unassign_s: rounded(unassigned, 2) },
      ...{ assign_mean_s: rounded(mean(each), 2), assign_slowest_s: rounded(Math.max(...each), 2) },
      ...{ unassign_mean_s: rounded(mean(eachAway), 2), unassign_slowest_s: rounded(Math.max(...eachAway), 2) },
    },
  }
}

const excludeSome = async (stage: Stage, site: OurSite, skus: readonly string[]) => {
  say(`Excluding ${skus.length} items on one site, and including them again …`)
  const excluded = await stage.excluded(site, "add", skus)
  const included = await stage.excluded(site, "remove", skus)
  return {
    ...{ excluded_items: skus.length, exclude_requests: excluded.requests },
    ...{ exclude_s: rounded(excluded.seconds, 2), include_s: rounded(included.seconds, 2) },
  }
}

const shopFigures = (name: string, shopped: Shopped, few: Shopped) => ({
  [`${name}_links`]: shopped.links,
  [`${name}_first_page_ms`]: rounded(shopped.firstMs, 1),
  [`${name}_later_page_ms`]: rounded(shopped.laterMs, 1),
  [`${name}_first_page_ratio`]: rounded(shopped.firstMs / few.firstMs, 2),
  [`${name}_later_page_ratio`]: rounded(shopped.laterMs / few.laterMs, 2),
})

const importAll = async (lab: Lab, stage: Stage, { rows, sites }: { rows: number; sites: number }) => {
  const products = productsBetween(1, rows + 1)
  const file = ourFile(products)
  const warmUp = await createOurTarget(lab.store, "warm-up", 1)
  await stage.imported("After the warm-up", warmUp, ourFile(productsBetween(1, WARM_UP_ROWS + 1)), WARM_UP_ROWS)
  const one = await createOurTarget(lab.store, "one", 1)
  say(`Importing ${rows} products on one site …`)
  const oneS = await stage.imported("After the import on one site", one, file, rows)
  const few = await stage.shopped(firstOf(one.sites))
  const all = await createOurTarget(lab.store, "all", sites)
  say(`Importing ${rows} products on ${sites} sites …`)
  const allS = await stage.imported(`After the import on ${sites} sites`, all, file, rows)
  const figures = {
    ...{ one_site_import_s: rounded(oneS, 1), all_sites_import_s: rounded(allS, 1) },
    ...{ import_ratio: rounded(allS / oneS, 2), import_links_per_s: rounded((rows * sites) / allS) },
    extra_us_per_link: rounded(((allS - oneS) / (rows * (sites - 1))) * 1_000_000, 1),
  }
  return { products, one, all, few, figures }
}

const run = async (lab: Lab, counts: { readonly rows: number; readonly sites: number }): Promise<object> => {
  const { rows, sites } = counts
  if (sites < 2) throw new Error("It takes two sites to compare many with one")
  const { store } = lab
  const stage = openStage(lab, rows)
  const { products, one, all, few, figures } = await importAll(lab, stage, counts)
  const shops = { early: firstOf(one.sites), late: firstOf(all.sites) }
  const many = await stage.shopped(shops.early)
  const further = await createOurSites(store, { clientId: one.clientId, catalogId: null }, "further", sites - 1)
  const assigned = await assignAll(stage, one.catalogId, further, shops)
  const skus = products.slice(0, Math.min(EXCLUDED, rows)).flatMap(({ variants }) => variants[0]?.sku ?? [])
  const exclusions = await excludeSome(stage, shops.late, skus)
  return {
    ...{ benchmark: "sites", rows, sites, ...figures, ...assigned.figures, ...exclusions },
    ...{ few_links: few.links, few_first_page_ms: rounded(few.firstMs, 1), few_later_page_ms: rounded(few.laterMs, 1) },
    ...shopFigures("many", many, few),
    ...shopFigures("most", assigned.most, few),
    ...shopFigures("late", assigned.late, few),
    ...{ links_mb: rounded(many.bytes / MIB), bytes_per_link: rounded(many.bytes / many.links) },
    slowest_statement_s: rounded(await lab.slowestStatementS(WRITES_LINKS), 2),
  }
}

runBenchmark({ rows: 100_000, sites: 50 }, run)
