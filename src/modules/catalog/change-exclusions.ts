import type { Executor } from "../../postgres/executor"
import { CatalogErrors } from "./errors"
import { lockVisibility, reconcileChannels } from "./pipeline/statements/channel"
import { deleteExclusions, insertExclusions, itemsBySku } from "./statements/exclusions"

/** What to exclude on a site and what to show again, by the catalog's own skus. */
export type ExclusionChanges = { add: { sku: string; reason: string | null }[]; remove: string[] }

/** The site whose exclusions change. */
export type ExcludingSite = { id: string; catalog_id: string }

/**
 * Changes what a site excludes and what its channel shows, in one transaction of the caller. A sku that the catalog
 * does not have refuses the whole change.
 */
export const changeExclusions = async (
  db: Executor,
  site: ExcludingSite,
  changes: ExclusionChanges,
  time: string
): Promise<void> => {
  await lockVisibility(db, site.id)
  const skus = [...new Set([...changes.add.map(({ sku }) => sku), ...changes.remove])]
  const items = new Map((await itemsBySku(db, site.catalog_id, skus)).map((item) => [item.sku, item]))
  const unknown = skus.filter((sku) => !items.has(sku))
  if (unknown.length) throw CatalogErrors.unknownSkus(unknown)
  const idsOf = (wanted: string[]) => wanted.flatMap((sku) => items.get(sku)?.item_id ?? [])
  const reasons = new Map(changes.add.map(({ sku, reason }) => [sku, reason]))
  const added = [...reasons].flatMap(([sku, reason]) => idsOf([sku]).map((item_id) => ({ item_id, reason })))
  await deleteExclusions(db, site.id, idsOf(changes.remove))
  await insertExclusions(db, site.id, added, time)
  const productIds = [...new Set([...items.values()].map((item) => item.product_id))]
  await reconcileChannels(db, { siteIds: [site.id], catalogId: null, productIds }, time)
}
