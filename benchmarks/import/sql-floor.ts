import type { Pool, PoolClient } from "pg"
import { OUR_TABLES, type WrittenTable } from "./tables"

/** Columns that name rows of the import itself, or must be unique: the copy has its own. */
const OWN_COLUMNS = [
  ...["id", "product_id", "variant_id", "price_set_id", "option_id", "option_value_id", "product_option_id"],
  ...["product_option_value_id", "product_product_option_id", "inventory_item_id", "handle", "sku", "barcode"],
]

const COLUMNS = `
  select column_name as name from information_schema.columns
  where table_schema = 'public' and table_name = $1 order by ordinal_position`

const copyColumn = (name: string): string => {
  if (name === "sales_channel_id") return `$2::jsonb ->> sales_channel_id as sales_channel_id`
  return OWN_COLUMNS.includes(name) ? `"${name}" || 'F' as "${name}"` : `"${name}"`
}

/** The sales channels whose products are copied, and those that the copies are shown in. */
type Channels = { readonly from: readonly string[]; readonly to: readonly string[] }

/** A parameter that a statement doesn't name has no type, hence the condition on both. */
const prepareTable = async (db: PoolClient, table: WrittenTable, channels: Channels): Promise<void> => {
  const { rows } = await db.query<{ name: string }>(COLUMNS, [table.name])
  const columns = rows.map(({ name }) => copyColumn(name)).join(", ")
  await db.query(`create unlogged table floor."${table.name}" (like public."${table.name}")`)
  await db.query(
    `insert into floor."${table.name}" select ${columns} from public."${table.name}" where $2::jsonb is not null and ${table.rows}`,
    [channels.from[0], JSON.stringify(Object.fromEntries(channels.from.map((id, place) => [id, channels.to[place]])))]
  )
  await db.query(`analyze floor."${table.name}"`)
}

const prepare = async (db: PoolClient, channels: Channels): Promise<void> => {
  await db.query("create schema floor")
  for (const table of OUR_TABLES) await prepareTable(db, table, channels)
}

const insertAll = async (db: PoolClient): Promise<number> => {
  const begunMs = performance.now()
  await db.query("begin")
  for (const { name } of OUR_TABLES) await db.query(`insert into public."${name}" select * from floor."${name}"`)
  await db.query("commit")
  return (performance.now() - begunMs) / 1000
}

/**
 * What the same rows cost at least: copies of the products of some sales channels, in others, are prepared off the clock
 * and then written to the same tables, with their indexes and foreign keys, by plain `INSERT … SELECT` in one
 * transaction. Answers its seconds.
 */
export const insertFloor = async (
  owner: Pool,
  channels: Channels,
  checkpoint: () => Promise<void>
): Promise<number> => {
  const db = await owner.connect()
  try {
    await prepare(db, channels)
    await checkpoint()
    return await insertAll(db)
  } finally {
    db.release(true)
  }
}
