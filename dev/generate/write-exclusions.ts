import type { Executor } from "../../src/postgres/executor"
import { idTime, reconcileChannels } from "../../src/modules/catalog"
import { drawnInSql } from "./draw"
import type { World } from "./world"

/** Each site leaves out about one item in a hundred. */
const INSERT_EXCLUSIONS = `
  insert into exclusion (id, site_id, item_id, reason)
  select 'excl_' || right(s.id, 16) || right(i.id, 10), s.id, i.id, 'Not for this shop'
  from site s
  join client c on c.id = s.client_id and c.settings ? 'generated'
  join catalog_item i on i.catalog_id = s.catalog_id
  where ${drawnInSql("s.id || i.sku")} < 0.01`

/** Excludes items from the generated sites and hides them there; answers how many exclusions there are. */
export const writeExclusions = async (db: Executor, { scale }: World): Promise<number> => {
  const exclusions = await db.run(INSERT_EXCLUSIONS, [String(scale.seed)])
  await db.run("analyze exclusion")
  await reconcileChannels(db, { siteIds: null, catalogId: null, productIds: null }, idTime(scale.untilMs))
  return exclusions
}
