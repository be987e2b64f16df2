import type { Executor } from "../../../../postgres/executor"

const ACTIVE_ITEMS = `
  select count(*)::int as count from catalog_item where catalog_id = $1 and is_active and deleted_at is null`

/** How many items of a catalog are active. */
export const countActiveItems = (db: Executor, catalogId: string): Promise<number> =>
  count(db, ACTIVE_ITEMS, [catalogId])

/** A price that a source no longer names keeps its amount, so it has not moved. */
const MOVED_PRICES = `
  select count(*)::int as count
  from feed_run_change c
  cross join lateral jsonb_each_text(c.differences -> 'prices' -> 0) o
  join lateral jsonb_each_text(c.differences -> 'prices' -> 1) n on n.key = o.key
  where c.run_id = $1 and c.kind in ('update', 'reactivate') and jsonb_typeof(c.differences -> 'prices' -> 0) = 'object'
    and abs(n.value::numeric - o.value::numeric) > o.value::numeric * $2::numeric / 100`

/** How many prices a stored plan moves by more than so many percent of what they are. */
export const countMovedPrices = (db: Executor, runId: string, percent: number): Promise<number> =>
  count(db, MOVED_PRICES, [runId, percent])

const ACTIVE_PRICES = `
  select count(*)::int as count
  from catalog_item i cross join lateral jsonb_object_keys(i.content -> 'prices')
  where i.catalog_id = $1 and i.is_active and i.deleted_at is null and jsonb_typeof(i.content -> 'prices') = 'object'`

/** How many prices the active items of a catalog have. */
export const countActivePrices = (db: Executor, catalogId: string): Promise<number> =>
  count(db, ACTIVE_PRICES, [catalogId])

const NAMELESS_ROWS = `
  select count(*)::int as count from (
    select from feed_run_rejection where run_id = $1 group by row_number having count(sku) = 0) r`

/** How many rows a run rejected without learning which items they are. */
export const countNamelessRows = (db: Executor, runId: string): Promise<number> => count(db, NAMELESS_ROWS, [runId])

const count = async (db: Executor, statement: string, values: unknown[]): Promise<number> => {
  const [row] = await db.rows<{ count: number }>(statement, values)
  return row?.count ?? 0
}
