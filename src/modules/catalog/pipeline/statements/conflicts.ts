import type { Executor } from "../../../../postgres/executor"
import type { RunRecord } from "../../types"
import { isOfCatalog } from "./of-catalog"
import { stagedRecord } from "./staged-record"

/** Each query names candidates that can't be applied: row_number, column_name, code, message, value. `$2` is the catalog. */
const DUPLICATE_SKU = `
  select row_number, 'sku' as column_name, 'duplicate_sku' as code,
    format('Sku "%s" stands in row %s already', sku, first_row) as message, sku as value
  from (select row_number, sku, min(row_number) over (partition by sku) as first_row from candidate) c
  where row_number > first_row`

const PRODUCT_CHANGED = `
  select row_number, 'product' as column_name, 'product_changed' as code,
    format('The item is a variant of product "%s", not of "%s": deactivate it and use a new sku', item_product_key, product_key) as message,
    product_key as value
  from candidate where item_product_key <> product_key`

const DUPLICATE_BARCODE = `
  select row_number, 'barcode' as column_name, 'duplicate_barcode' as code,
    format('Barcode "%s" stands in row %s already', barcode, first_row) as message, barcode as value
  from (select row_number, barcode, min(row_number) over (partition by barcode) as first_row from candidate where barcode is not null) c
  where row_number > first_row`

const TAKEN_BARCODE = `
  select c.row_number, 'barcode' as column_name, 'taken_barcode' as code,
    format('Barcode "%s" belongs to sku "%s" of this catalog', c.barcode, i.sku) as message, c.barcode as value
  from candidate c
  join catalog_item i on i.barcode = c.barcode and ${isOfCatalog("i", "$2")} and i.deleted_at is null and i.id is distinct from c.item_id
  where c.barcode is not null`

/** Rows that say something of options, or share a product: the others need no look. */
const WITH_OPTIONS = `
  select c.*, array(select jsonb_object_keys(c.options) order by 1) as names,
    (select i.options from catalog_item i where i.product_key = c.product_key and ${isOfCatalog("i", "$2")} and i.deleted_at is null
     order by i.id limit 1) as sibling_options
  from candidate c
  where c.options <> '{}' or c.product_key <> c.sku
    or exists (select from catalog_item i where i.id = c.item_id and i.options <> '{}')`

const DIFFERENT_OPTIONS = `
  select row_number, 'product' as column_name, 'different_options' as code,
    format('Product "%s" has the options %s, this row has %s: the variants of a product have the same ones', product_key,
      array_to_json(expected)::text, array_to_json(names)::text) as message, product_key as value
  from (
    select *, case when sibling_options is not null then array(select jsonb_object_keys(sibling_options) order by 1)
      else first_value(names) over (partition by product_key order by row_number) end as expected
    from (${WITH_OPTIONS}) o
  ) c where names <> expected`

const DUPLICATE_OPTIONS = `
  select row_number, 'product' as column_name, 'duplicate_options' as code,
    format('Another variant of product "%s" has the same options %s', product_key, options) as message, product_key as value
  from (
    select row_number, product_key, options, item_id,
      min(row_number) over (partition by product_key, options) as first_row
    from (${WITH_OPTIONS}) o
  ) c
  where row_number > first_row or exists (
    select from catalog_item i
    where i.product_key = c.product_key and ${isOfCatalog("i", "$2")} and i.options = c.options and i.deleted_at is null
      and i.id is distinct from c.item_id
      and not exists (select from candidate other where other.item_id = i.id))`

const reject = (query: string) => `
  with faulty as (${query}),
  removed as (
    delete from candidate c using faulty f where c.row_number = f.row_number returning c.row_number, c.sku
  )
  insert into feed_run_rejection (run_id, row_number, column_name, code, message, value, sku, raw)
  select distinct on (f.row_number) $1, f.row_number, f.column_name, f.code, f.message, left(f.value, 200), r.sku,
    ${stagedRecord("f.row_number")}
  from faulty f join removed r on r.row_number = f.row_number
  where $2::text is not null`

/** Takes candidates out that contradict each other or the catalog, says why, and answers how many they were. */
export const rejectConflicts = async (db: Executor, run: RunRecord): Promise<number> => {
  let rejected = 0
  for (const query of [
    DUPLICATE_SKU,
    PRODUCT_CHANGED,
    DUPLICATE_BARCODE,
    TAKEN_BARCODE,
    DIFFERENT_OPTIONS,
    DUPLICATE_OPTIONS,
  ])
    rejected += await db.run(reject(query), [run.id, run.catalog_id])
  return rejected
}
