import type { Executor } from "../../../../postgres/executor"
import type { PlanCounts, RunRecord } from "../../types"
import { newId } from "./new-id"
import { isOfCatalog } from "./of-catalog"

const CREATE_CANDIDATES = `
  create temporary table candidate on commit drop as
  select s.row_number, s.sku, s.product_key, s.handle, s.barcode, s.content -> 'options' as options, s.content_hash, s.is_active,
    i.id as item_id, i.product_id, i.variant_id, i.handle as item_handle, i.content_hash as base_hash,
    i.is_active as was_active, i.product_key as item_product_key, i.feed_id as item_feed_id,
    coalesce(i.absent_runs, 0) as absent_runs
  from staging.feed_row s
  left join lateral (
    select * from catalog_item i where i.catalog_id = $2 and i.sku = s.sku and i.deleted_at is null limit 1
  ) i on true
  where s.run_id = $1`

/** Sets the staged rows of a run beside the items they would change, in a table that lives as long as the transaction. */
export const createCandidates = async (db: Executor, run: RunRecord): Promise<void> => {
  await db.run(CREATE_CANDIDATES, [run.id, run.catalog_id])
  await db.run("create index on candidate (product_key)")
  await db.run("analyze candidate (row_number, sku, product_key, item_id)")
}

const DROP_REPEATED = `
  delete from candidate c using (
    select row_number, max(row_number) over (partition by sku) as last_row from candidate
  ) r
  where r.row_number = c.row_number and r.last_row > c.row_number`

/** Leaves of rows with one sku the last: in a crawl it is the newer state of a record that moved while it was paged. */
export const dropRepeatedCandidates = (db: Executor): Promise<number> => db.run(DROP_REPEATED)

/** What a change changes, field by field, as \`{field: [old, new]}\`; looked up only for items that stand. */
const DIFFERENCES = `
  case when c.kind in ('update', 'deactivate', 'reactivate') then (
    select coalesce(jsonb_object_agg(n.key, jsonb_build_array(i.content -> n.key, n.value)), '{}')
    from catalog_item i, staging.feed_row s, jsonb_each(s.content) n
    where i.id = c.item_id and s.run_id = $2 and s.row_number = c.row_number
      and n.value is distinct from i.content -> n.key
  ) end`

const INSERT_CHANGES = `
  with classified as (
    select c.*, case
        when c.item_id is null then 'create'
        when c.is_active and not c.was_active then 'reactivate'
        when c.was_active and not c.is_active then 'deactivate'
        when c.base_hash <> c.content_hash then 'update'
        else 'unchanged' end as kind
    from candidate c
  ), touched as (
    select product_key, min(row_number) as first_row, bool_and(item_id is null) as may_be_new, bool_or(item_id is null) as has_new
    from classified group by product_key having bool_or(kind <> 'unchanged')
  ), sibling as (
    select distinct on (i.product_key) i.product_key, i.product_id, i.handle
    from touched t join catalog_item i on i.product_key = t.product_key and ${isOfCatalog("i", "$3")} and i.deleted_at is null
    where t.has_new
    order by i.product_key, i.id
  ), new_product as (
    select c.product_key, ${newId("prod", "c.row_number")} as product_id,
      case when row_number() over (partition by c.handle order by c.row_number) > 1
          or exists (select from catalog_item i where i.handle = c.handle and ${isOfCatalog("i", "$3")} and i.deleted_at is null)
        then c.handle || '-' || left(md5(c.product_key), 8) else c.handle end as handle
    from classified c join touched t on t.product_key = c.product_key and t.first_row = c.row_number
    where t.may_be_new and not exists (select from sibling s where s.product_key = c.product_key)
  ), inserted as (
    insert into feed_run_change
      (run_id, row_number, product_ordinal, creates_product, kind, sku, handle, item_id, product_id, variant_id, base_hash, differences)
    select $2, c.row_number, dense_rank() over (order by t.first_row), n.product_id is not null, c.kind, c.sku,
      coalesce(c.item_handle, s.handle, n.handle),
      coalesce(c.item_id, ${newId("item", "c.row_number")}),
      coalesce(c.product_id, s.product_id, n.product_id),
      coalesce(c.variant_id, ${newId("variant", "c.row_number")}),
      c.base_hash, ${DIFFERENCES}
    from classified c
    join touched t on t.product_key = c.product_key
    left join sibling s on s.product_key = c.product_key
    left join new_product n on n.product_key = c.product_key
  )
  select count(*)::int as unchanged from classified where kind = 'unchanged'`

/**
 * Stores what the run will do, a row a difference, and answers how many rows are unchanged. Rows that share a product
 * share an ordinal, by which the plan is applied; unchanged rows are stored only beside a changed one of their product.
 */
export const insertChanges = async (db: Executor, run: RunRecord, time: string): Promise<number> => {
  const [counted] = await db.rows<{ unchanged: number }>(INSERT_CHANGES, [time, run.id, run.catalog_id])
  return counted?.unchanged ?? 0
}

const COUNT_CHANGES = `
  select count(*) filter (where kind = 'create')::int as "create", count(*) filter (where kind = 'update')::int as "update",
    count(*) filter (where kind = 'deactivate')::int as deactivate, count(*) filter (where kind = 'reactivate')::int as reactivate,
    coalesce(max(product_ordinal), 0)::int as products
  from feed_run_change where run_id = $1`

type ChangeCounts = Pick<PlanCounts, "create" | "update" | "deactivate" | "reactivate" | "products">

/** How many changes of each kind the stored plan has, and how many products they touch. */
export const countChanges = async (db: Executor, runId: string): Promise<ChangeCounts> => {
  const [counts] = await db.rows<ChangeCounts>(COUNT_CHANGES, [runId])
  return counts ?? { create: 0, update: 0, deactivate: 0, reactivate: 0, products: 0 }
}
