import type { Executor } from "../../../../postgres/executor"
import { isKept } from "../../field-owners"
import { pricedRows } from "../../pricing/priced-rows"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

const CREATE_PRICE_SETS = `
  create temporary table chunk_price_set on commit drop as
  select k.variant_id, k.row_number, k.prices, coalesce(k.costs, '{}') as costs, l.price_set_id is null as is_new,
    coalesce(l.price_set_id, ${newId("pset", "k.row_number")}) as price_set_id, k.item_id,
    split_part(k.base_hash, '-', 2) = split_part(k.content_hash, '-', 2) as has_same_rules
  from chunk k
  left join lateral (
    select l.price_set_id from product_variant_price_set l
    where k.kind <> 'create' and l.variant_id = k.variant_id and l.deleted_at is null limit 1
  ) l on true
  where k.kind <> 'unchanged'`

const RAW_AMOUNT = "jsonb_build_object('value', e.amount, 'precision', 20)"

/** Prices by currency, as the source says them or, with a parameter of rules, as the catalog makes them. */
export const amountsOf = (rules: string | null, prices: string, costs: string): string =>
  rules
    ? `(select currency, amount::text as amount from (${pricedRows(prices, costs, `${rules}::jsonb`)}) p)`
    : `(select key as currency, value as amount from jsonb_each_text(${prices}))`

/** SQL: whether a price of an alias is a base price, without list, rules and quantities. A source speaks of no other. */
export const isBasePrice = (alias: string): string =>
  `${alias}.price_list_id is null and ${alias}.rules_count = 0 and ${alias}.min_quantity is null and ${alias}.max_quantity is null and ${alias}.deleted_at is null`

/**
 * What known variants cost, now and by the last run. After a change of the rules nobody can tell what the last run had asked.
 */
const createPrices = (rules: string | null) => `
  create temporary table chunk_price on commit drop as
  select c.price_set_id, c.row_number, e.currency, e.amount::numeric as amount, ${RAW_AMOUNT} as raw_amount,
    p.id as price_id, p.amount as former_amount, coalesce(b.amount::numeric, p.amount) as synced_amount
  from chunk_price_set c
  cross join lateral ${amountsOf(rules, "c.prices", "c.costs")} e
  left join lateral (
    select p.id, p.amount from price p
    where p.price_set_id = c.price_set_id and p.currency_code = e.currency and ${isBasePrice("p")}
    order by p.id limit 1
  ) p on true
  left join catalog_item i on i.id = c.item_id and c.has_same_rules and i.content <> '{}'
  left join lateral ${amountsOf(rules, "i.content -> 'prices'", "coalesce(i.content -> 'costs', '{}')")} b on b.currency = e.currency
  where not c.is_new`

const INSERT_PRICE_SETS = `insert into price_set (id) select price_set_id from chunk_price_set where is_new`

const LINK_PRICE_SETS = `
  insert into product_variant_price_set (id, variant_id, price_set_id)
  select ${newId("pvps", "row_number")}, variant_id, price_set_id from chunk_price_set where is_new`

const insertNewPrices = (rules: string | null) => `
  insert into price (id, price_set_id, currency_code, amount, raw_amount, rules_count)
  select ${newId("price", "c.row_number")}, c.price_set_id, e.currency, e.amount::numeric, ${RAW_AMOUNT}, 0
  from chunk_price_set c cross join lateral ${amountsOf(rules, "c.prices", "c.costs")} e
  where c.is_new`

const INSERT_PRICES = `
  insert into price (id, price_set_id, currency_code, amount, raw_amount, rules_count)
  select ${newId("price", "row_number")}, price_set_id, currency, amount, raw_amount, 0 from chunk_price where price_id is null`

const UPDATE_PRICES = `
  update price p set amount = c.amount, raw_amount = c.raw_amount, updated_at = now()
  from chunk_price c
  where p.id = c.price_id and c.amount <> c.former_amount
    and not ${isKept("$1", "prices", "c.former_amount", "c.synced_amount")}`

/** Writes the base prices of a chunk. A currency that the source no longer names keeps its price. */
export const writePrices = async (db: Executor, context: ChunkContext): Promise<void> => {
  const { time, pricing, owners, hasKnownProducts } = context
  await db.run(CREATE_PRICE_SETS, [time])
  await db.run(INSERT_PRICE_SETS)
  await db.run(LINK_PRICE_SETS, [time])
  if (pricing) await db.run(insertNewPrices("$2"), [time, pricing])
  else await db.run(insertNewPrices(null), [time])
  if (!hasKnownProducts) return
  if (pricing) await db.run(createPrices("$1"), [pricing])
  else await db.run(createPrices(null))
  await db.run("create index on chunk_price (price_id)")
  await db.run("analyze chunk_price")
  await db.run(INSERT_PRICES, [time])
  await db.run(UPDATE_PRICES, [owners])
}
