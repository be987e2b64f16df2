import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

const CREATE_PRICE_SETS = `
  create temporary table chunk_price_set on commit drop as
  select k.variant_id, k.row_number, k.prices, l.price_set_id is null as is_new,
    coalesce(l.price_set_id, ${newId("pset", "k.row_number")}) as price_set_id
  from chunk k
  left join product_variant_price_set l on l.variant_id = k.variant_id and l.deleted_at is null
  where k.kind <> 'unchanged'`

const INSERT_PRICE_SETS = `insert into price_set (id) select price_set_id from chunk_price_set where is_new`

const LINK_PRICE_SETS = `
  insert into product_variant_price_set (id, variant_id, price_set_id)
  select ${newId("pvps", "row_number")}, variant_id, price_set_id from chunk_price_set where is_new`

/** A price without list, rules and quantities: the one that a source speaks of. */
const BASE_PRICE = `p.price_list_id is null and p.rules_count = 0 and p.min_quantity is null and p.max_quantity is null and p.deleted_at is null`

const UPDATE_PRICES = `
  update price p
  set amount = e.amount::numeric, raw_amount = jsonb_build_object('value', e.amount, 'precision', 20), updated_at = now()
  from chunk_price_set c, jsonb_each_text(c.prices) as e(currency, amount)
  where not c.is_new and p.price_set_id = c.price_set_id and p.currency_code = e.currency and ${BASE_PRICE}
    and p.amount <> e.amount::numeric`

const INSERT_PRICES = `
  insert into price (id, price_set_id, currency_code, amount, raw_amount, rules_count)
  select ${newId("price", "c.row_number")}, c.price_set_id, e.currency, e.amount::numeric,
    jsonb_build_object('value', e.amount, 'precision', 20), 0
  from chunk_price_set c, jsonb_each_text(c.prices) as e(currency, amount)
  where c.is_new or not exists (
    select from price p where p.price_set_id = c.price_set_id and p.currency_code = e.currency and ${BASE_PRICE})`

/** Writes the base prices of a chunk. A currency that the source no longer names keeps its price. */
export const writePrices = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(CREATE_PRICE_SETS, [context.time])
  await db.run("analyze chunk_price_set")
  await db.run(INSERT_PRICE_SETS)
  await db.run(LINK_PRICE_SETS, [context.time])
  await db.run(UPDATE_PRICES)
  await db.run(INSERT_PRICES, [context.time])
}
