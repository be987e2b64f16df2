import type { Pool } from "pg"

/** What a run leaves behind for good; staged rows and the plan come and go with it. */
const KEPT = [
  ...["product", "product_variant", "product_option", "product_option_value", "product_variant_option", "image"],
  ...["price_set", "price", "inventory_item", "inventory_level", "product_sales_channel", "product_category_product"],
  ...["catalog_item"],
]

/** The number of a transaction that is younger than all before it; a row says by `xmin` which one wrote it. */
const NOW = "select pg_current_xact_id()::xid::text as xid"

/**
 * Rows that some work wrote to the tables that it is about, table by table; tables without any are left out. Sessions
 * report to pg_stat_user_tables up to ten seconds late, so the rows themselves are asked.
 */
export const rowsWrittenBy = async (db: Pool, work: () => Promise<unknown>): Promise<Record<string, number>> => {
  const { rows: begun } = await db.query<{ xid: string }>(NOW)
  await work()
  const written: Record<string, number> = {}
  for (const table of KEPT) {
    const { rows } = await db.query<{ count: number }>(
      `select count(*)::int as count from "${table}" where xmin::text::bigint >= $1::bigint`,
      [begun[0]?.xid]
    )
    if (rows[0] && rows[0].count > 0) written[table] = rows[0].count
  }
  return written
}
