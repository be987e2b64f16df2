import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { inTransaction } from "../../../src/postgres/executor"
import type { World } from "../world"
import { drawOrders } from "./draw-orders"
import { ORDER_STATEMENTS } from "./order-statements"
import { PAYMENT_STATEMENTS } from "./payment-statements"

/**
 * Row by row these triggers would count and look up what the statements know already: the number of each order and the
 * own codes of its items. Nobody else can write to the two tables until the transaction ends.
 */
const TRIGGERS = [
  { table: `"order"`, trigger: "number_per_site" },
  { table: "order_line_item", trigger: "catalog_own_codes" },
]

/** The next checkout goes on after the generated orders. */
const MOVE_COUNTERS = `
  insert into order_counter as counter (sales_channel_id, document, last_number)
  select sales_channel_id, 'order', max(display_id) from gen_order group by sales_channel_id
  on conflict (sales_channel_id, document) do update set last_number = greatest(counter.last_number, excluded.last_number)`

/**
 * Writes orders as a checkout and a capture leave them: paid, not yet shipped, of guests, without the cart they came
 * from. They hold no reservations: the catalogs' stock is what is left beside them. One transaction: all or none.
 */
export const writeOrders = (knex: Knex, world: World): Promise<number> =>
  inTransaction(knex, async (db) => {
    await db.run("set local work_mem = '128MB'")
    const orders = await drawOrders(db, world)
    for (const { table, trigger } of TRIGGERS) await db.run(`alter table ${table} disable trigger ${trigger}`)
    for (const statement of [...ORDER_STATEMENTS, ...PAYMENT_STATEMENTS, MOVE_COUNTERS]) await db.run(statement)
    for (const { table, trigger } of TRIGGERS) await db.run(`alter table ${table} enable trigger ${trigger}`)
    return orders
  })
