import type { Pool } from "pg"
import { SITES } from "./our-import"

/** A table that an import writes: which of its rows belong to the products of a sales channel, and how many each has. */
export type WrittenTable = {
  readonly name: string
  /** A condition on the table's rows; `$1` is the sales channel. */
  readonly rows: string
  readonly perProduct: number
}

const PRODUCTS = "select product_id from product_sales_channel where sales_channel_id = $1"
const OPTION_LINKS = `product_product_option where product_id in (${PRODUCTS})`
const OPTIONS = `select product_option_id from ${OPTION_LINKS}`
const VARIANTS = `select id from product_variant where product_id in (${PRODUCTS})`
const PRICE_SETS = `select price_set_id from product_variant_price_set where variant_id in (${VARIANTS})`
const INVENTORY_ITEMS = `select inventory_item_id from product_variant_inventory_item where variant_id in (${VARIANTS})`

/** What both imports write, in an order that foreign keys allow. */
const STOCK_TABLES: readonly WrittenTable[] = [
  { name: "product", rows: `id in (${PRODUCTS})`, perProduct: 1 },
  { name: "product_sales_channel", rows: `product_id in (${PRODUCTS})`, perProduct: SITES },
  { name: "product_category_product", rows: `product_id in (${PRODUCTS})`, perProduct: 1 },
  { name: "product_shipping_profile", rows: `product_id in (${PRODUCTS})`, perProduct: 1 },
  { name: "image", rows: `product_id in (${PRODUCTS})`, perProduct: 2 },
  { name: "product_option", rows: `id in (${OPTIONS})`, perProduct: 1 },
  { name: "product_product_option", rows: `product_id in (${PRODUCTS})`, perProduct: 1 },
  { name: "product_option_value", rows: `option_id in (${OPTIONS})`, perProduct: 1 },
  {
    name: "product_product_option_value",
    rows: `product_product_option_id in (select id from ${OPTION_LINKS})`,
    perProduct: 1,
  },
  { name: "product_variant", rows: `product_id in (${PRODUCTS})`, perProduct: 1 },
  { name: "product_variant_option", rows: `variant_id in (${VARIANTS})`, perProduct: 1 },
  { name: "price_set", rows: `id in (${PRICE_SETS})`, perProduct: 1 },
  { name: "product_variant_price_set", rows: `variant_id in (${VARIANTS})`, perProduct: 1 },
  { name: "price", rows: `price_set_id in (${PRICE_SETS})`, perProduct: 2 },
  { name: "inventory_item", rows: `id in (${INVENTORY_ITEMS})`, perProduct: 1 },
  { name: "product_variant_inventory_item", rows: `variant_id in (${VARIANTS})`, perProduct: 1 },
]

/** What our import writes: Medusa's tables, how much there is, and the items with the source's own record. */
export const OUR_TABLES: readonly WrittenTable[] = [
  ...STOCK_TABLES,
  { name: "inventory_level", rows: `inventory_item_id in (${INVENTORY_ITEMS})`, perProduct: 1 },
  { name: "catalog_item", rows: `product_id in (${PRODUCTS})`, perProduct: 1 },
]

const countOf = async (db: Pool, { name, rows }: WrittenTable, salesChannelId: string): Promise<number> => {
  const { rows: counted } = await db.query<{ count: number }>(
    `select count(*)::int as count from "${name}" where ${rows}`,
    [salesChannelId]
  )
  return counted[0]?.count ?? 0
}

const AMOUNTS = `
  select string_agg(currency_code || ' ' || total, ', ' order by currency_code) as amounts
  from (
    select currency_code, sum(amount)::text as total from price where price_set_id in (${PRICE_SETS}) group by 1
  ) t`

/** Throws unless the products of a sales channel have all their rows; answers the sum of their prices, to be compared. */
export const checkRows = async (
  db: Pool,
  { who, salesChannelId, products }: { who: string; salesChannelId: string; products: number }
): Promise<string> => {
  const tables = who === "stock" ? STOCK_TABLES : OUR_TABLES
  for (const table of tables) {
    const count = await countOf(db, table, salesChannelId)
    const expected = products * table.perProduct
    if (count !== expected) throw new Error(`${who} wrote ${count} rows to ${table.name}, not ${expected}`)
  }
  const { rows } = await db.query<{ amounts: string }>(AMOUNTS, [salesChannelId])
  return rows[0]?.amounts ?? ""
}
