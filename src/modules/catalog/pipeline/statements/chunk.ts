import type { Executor } from "../../../../postgres/executor"
import { CatalogErrors } from "../../errors"
import { fieldOwnersOf } from "../../field-owners"
import { pricingParameter, pricingRulesSchema } from "../../pricing/rules"
import type { RunRecord } from "../../types"
import { stagedRecord } from "./staged-record"

/** A part of a plan: the products behind one ordinal, up to another. */
export type Stretch = { readonly from: number; readonly to: number }

/** What every statement of a chunk needs to know of its run and store. */
export type ChunkContext = {
  time: string
  catalogId: string
  /** The feed whose items new ones are. */
  feedId: string | null
  key: string
  locationId: string | null
  shippingProfileId: string | null
  /** The catalog's pricing rules as `pricedRows` takes them; null when its prices are the source's. */
  pricing: string | null
  /** Who owns the fields of the catalog, as `isKept` takes it. */
  owners: string
  /** Whether a product of the chunk stood before the run. */
  hasKnownProducts: boolean
}

const CONTEXT = `
  select c.key, c.pricing_rules, c.sync_settings, (select s.default_location_id from store s where s.deleted_at is null order by s.created_at limit 1) as location_id,
    (select p.id from shipping_profile p where p.type = 'default' and p.deleted_at is null limit 1) as shipping_profile_id
  from catalog c where c.id = $1`

/** Reads the namespace of the catalog, where its goods lie and how they ship, and what the chunk needs. */
export const readChunkContext = async (db: Executor, run: RunRecord, time: string): Promise<ChunkContext> => {
  const { catalog_id: catalogId, feed_id: feedId } = run
  const [row] = await db.rows<ContextRow>(CONTEXT, [catalogId])
  if (!row) throw CatalogErrors.unknownCatalog(catalogId)
  const { key, location_id: locationId, shipping_profile_id: shippingProfileId } = row
  const pricing = pricingParameter(pricingRulesSchema.parse(row.pricing_rules))
  const owners = JSON.stringify(fieldOwnersOf(row.sync_settings))
  const known = await hasKnownProducts(db)
  return { time, catalogId, feedId, key, locationId, shippingProfileId, pricing, owners, hasKnownProducts: known }
}

type ContextRow = {
  key: string
  pricing_rules: Record<string, unknown>
  sync_settings: Record<string, unknown>
  location_id: string | null
  shipping_profile_id: string | null
}

const CREATE_CHUNK = `
  create temporary table chunk on commit drop as
  select c.product_ordinal, c.creates_product, c.kind, c.item_id, c.product_id, c.variant_id, c.base_hash,
    c.handle as final_handle, s.row_number, s.raw, s.content, s.content_hash, r.*
  from feed_run_change c
  cross join lateral (
    select * from staging.feed_row s where s.run_id = c.run_id and s.row_number = c.row_number limit 1
  ) s
  cross join lateral jsonb_to_record(s.content) as r(
    sku text, product_key text, name text, description text, category text, category_handle text, brand text,
    barcode text, stock numeric, is_active boolean, prices jsonb, costs jsonb, images jsonb, options jsonb, variant_title text,
    attributes jsonb)
  where c.run_id = $1 and c.product_ordinal > $2 and c.product_ordinal <= $3`

const COUNT_PLANNED = `
  select count(*)::int as count from feed_run_change where run_id = $1 and product_ordinal > $2 and product_ordinal <= $3`

const LOCK_ITEMS = `
  select id from catalog_item
  where id = any (array(select item_id from chunk where kind not in ('create', 'unchanged'))) order by id for update`

/** Under \`case\`, the look-ups run along an index row by row, whatever the statistics of a table that just grew may say. */
const REJECT_MOVED = `
  with moved as (
    delete from chunk k
    where case k.kind
      when 'unchanged' then false
      when 'create' then exists (
        select from catalog_item i where i.catalog_id = $2 and i.sku = k.sku and i.deleted_at is null)
      else k.base_hash is distinct from (
        select i.content_hash from catalog_item i where i.id = k.item_id and i.deleted_at is null) end
    returning k.row_number, k.sku
  )
  insert into feed_run_rejection (run_id, row_number, code, message, sku, raw)
  select $1, row_number, 'changed_meanwhile', 'The item changed after the plan was made: import the row again', sku,
    ${stagedRecord("moved.row_number")}
  from moved`

/** Gathers the changes between two ordinals, and takes out those whose item is no longer what the plan saw; answers how many. */
export const createChunk = async (db: Executor, run: RunRecord, { from, to }: Stretch): Promise<number> => {
  const staged = await db.run(CREATE_CHUNK, [run.id, from, to])
  const [planned] = await db.rows<{ count: number }>(COUNT_PLANNED, [run.id, from, to])
  if (staged !== planned?.count) throw CatalogErrors.missingStagedRows(run.id)
  await db.run(LOCK_ITEMS)
  const moved = await db.run(REJECT_MOVED, [run.id, run.catalog_id])
  await db.run("create index on chunk (product_id)")
  await db.run("create index on chunk (item_id)")
  await db.run("create index on chunk (variant_id)")
  await db.run("analyze chunk (product_id, item_id, variant_id, kind)")
  return moved
}

const HAS_KNOWN = `select exists (select from chunk where not creates_product) as known`

/** Whether a product of the chunk stood before its run: only then is there anything to look up. */
const hasKnownProducts = async (db: Executor): Promise<boolean> => {
  const [row] = await db.rows<{ known: boolean }>(HAS_KNOWN)
  return row?.known ?? true
}

const LAST_ORDINAL = `select coalesce(max(product_ordinal), 0)::int as last from feed_run_change where run_id = $1`

/** The ordinal at which the plan of a run ends. */
export const lastOrdinal = async (db: Executor, runId: string): Promise<number> => {
  const [row] = await db.rows<{ last: number }>(LAST_ORDINAL, [runId])
  return row?.last ?? 0
}

const COUNT_KINDS = `
  select count(*) filter (where kind = 'create')::int as created, count(*) filter (where kind = 'update')::int as updated,
    count(*) filter (where kind = 'reactivate')::int as reactivated, count(*) filter (where kind = 'deactivate')::int as deactivated
  from chunk`

/** How many changes of each kind the chunk holds. */
export const countKinds = async (db: Executor) => {
  type Counts = { created: number; updated: number; reactivated: number; deactivated: number }
  const [counts] = await db.rows<Counts>(COUNT_KINDS)
  return counts ?? { created: 0, updated: 0, reactivated: 0, deactivated: 0 }
}
