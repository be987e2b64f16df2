import type { Pool } from "pg"

const LINKS = `
  select sales_channel_id, count(*)::int as links from product_sales_channel where deleted_at is null group by 1`

/** Links that each sales channel ought to have; those that are not named ought to have none. */
export type ExpectedLinks = ReadonlyMap<string, number>

/** Throws unless every sales channel has exactly its links; answers how many there are in all. */
export const checkLinks = async (db: Pool, what: string, expected: ExpectedLinks): Promise<number> => {
  const { rows } = await db.query<{ sales_channel_id: string; links: number }>(LINKS)
  const found = new Map(rows.map(({ sales_channel_id, links }) => [sales_channel_id, links]))
  for (const channel of new Set([...expected.keys(), ...found.keys()])) {
    const [links = 0, wanted = 0] = [found.get(channel), expected.get(channel)]
    if (links !== wanted) throw new Error(`${what}, channel ${channel} has ${links} links, not ${wanted}`)
  }
  return rows.reduce((sum, { links }) => sum + links, 0)
}

const READ_BY_SHOPPERS = ["product_sales_channel", "product", "product_variant", "catalog_item", "exclusion"]

/** Leaves the tables that a shopper's list reads as autovacuum does some minutes later. */
export const vacuum = async (db: Pool): Promise<void> => {
  await db.query(`vacuum (analyze) ${READ_BY_SHOPPERS.join(", ")}`)
}

const SIZE = "select pg_total_relation_size('product_sales_channel')::float8 as bytes"

/** What the table of links takes with its indexes, in bytes. */
export const linkBytes = async (db: Pool): Promise<number> =>
  (await db.query<{ bytes: number }>(SIZE)).rows[0]?.bytes ?? 0
