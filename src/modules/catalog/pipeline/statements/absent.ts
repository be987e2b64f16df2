import type { Executor } from "../../../../postgres/executor"
import type { RunRecord } from "../../types"

/** A row that was rejected is there all the same: its item is not absent. */
const CREATE_SEEN = `
  create temporary table seen on commit drop as
  select item_id from candidate where item_id is not null
  union
  select (select i.id from catalog_item i where i.catalog_id = $2 and i.sku = j.sku and i.deleted_at is null limit 1)
  from feed_run_rejection j where j.run_id = $1 and j.sku is not null`

/** Notes the candidates whose item counts absences, or belongs to no feed yet: they are there, and the feed delivers them. */
const MARK_SEEN = `
  insert into staging.item_mark (run_id, item_id, absent_runs)
  select distinct $1, item_id, 0 from candidate
  where absent_runs > 0 or (item_id is not null and item_feed_id is null and $2::text is not null)
  on conflict do nothing`

/**
 * An absent item is staged as its last content, switched off, so that applying needs no second path. Its hash differs
 * from any that a source's row may have, and says by which rules it was priced, as it did before. Items of other feeds
 * are none of this one's business.
 */
const STAGE_ABSENT = `
  with absent as (
    select i.*, row_number() over (order by i.sku) + (select coalesce(max(row_number), 0) from staging.feed_row where run_id = $1) as place
    from catalog_item i
    where i.catalog_id = $2 and i.is_active and i.deleted_at is null and i.content <> '{}' and i.feed_id is not distinct from $3
      and not exists (select from seen s where s.item_id = i.id)
  ), marked as (
    insert into staging.item_mark (run_id, item_id, absent_runs) select $1, id, absent_runs + 1 from absent
  ), staged as (
    insert into staging.feed_row (run_id, row_number, sku, product_key, handle, barcode, is_active, raw, content, content_hash)
    select $1, place, sku, product_key, coalesce(content ->> 'handle', handle), barcode, false, raw,
      jsonb_set(content, '{is_active}', 'false'),
      left(encode(sha256(convert_to('absent:' || content_hash, 'UTF8')), 'hex'), 32) || coalesce(substring(content_hash from '-.*'), '')
    from absent where absent_runs >= $4
    returning row_number, sku, product_key, handle, barcode, content -> 'options' as options, content_hash
  ), added as (
    insert into candidate (row_number, sku, product_key, handle, barcode, options, content_hash, is_active, item_id,
      product_id, variant_id, item_handle, base_hash, was_active, item_product_key, item_feed_id, absent_runs)
    select s.row_number, s.sku, s.product_key, s.handle, s.barcode, s.options, s.content_hash, false, a.id,
      a.product_id, a.variant_id, a.handle, a.content_hash, true, a.product_key, a.feed_id, a.absent_runs
    from staged s join absent a on a.place = s.row_number
  )
  select count(*) filter (where absent_runs < $4)::int as in_grace from absent`

const GRACE = `select absence_grace_runs as runs from feed where id = $1`

/** Notes the items that the run has seen. They are written when it has completed, and a plan that ends writes nothing. */
export const markSeenItems = (db: Executor, run: RunRecord): Promise<number> => db.run(MARK_SEEN, [run.id, run.feed_id])

/** Keeps in mind what the run delivered, before contradictory candidates are taken out. */
export const createSeen = async (db: Executor, run: RunRecord): Promise<void> => {
  await db.run(CREATE_SEEN, [run.id, run.catalog_id])
  await db.run("create index on seen (item_id)")
  await db.run("analyze seen")
}

/** Stages the items that a full run no longer found, and answers how many more are absent but within the feed's grace. */
export const stageAbsentItems = async (db: Executor, run: RunRecord): Promise<number> => {
  const [grace] = run.feed_id === null ? [] : await db.rows<{ runs: number }>(GRACE, [run.feed_id])
  const values = [run.id, run.catalog_id, run.feed_id, grace?.runs ?? 0]
  const [counted] = await db.rows<{ in_grace: number }>(STAGE_ABSENT, values)
  return counted?.in_grace ?? 0
}

const WRITE_MARKS = `
  update catalog_item i set absent_runs = m.absent_runs, feed_id = coalesce(i.feed_id, $2)
  from staging.item_mark m where m.run_id = $1 and i.id = m.item_id`

/** Writes what the plan noted on items that it left alone. */
export const writeItemMarks = (db: Executor, run: RunRecord): Promise<number> =>
  db.run(WRITE_MARKS, [run.id, run.feed_id])
