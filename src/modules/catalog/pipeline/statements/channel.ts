import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

/** Which sites to look at, and which products of theirs; null is all of them. */
export type ChannelScope = { siteIds: string[] | null; catalogId: string | null; productIds: string[] | null }

/** A product is shown when one of its active items is not excluded on the site and its catalog is active. */
const WANTED = `
  select distinct s.sales_channel_id, i.product_id
  from site s
  join catalog c on c.id = s.catalog_id and c.status = 'active' and c.deleted_at is null
  join catalog_item i on i.catalog_id = s.catalog_id and i.is_active and i.deleted_at is null
  where s.deleted_at is null and s.sales_channel_id is not null
    and ($2::text[] is null or s.id = any ($2)) and ($3::text is null or s.catalog_id = $3)
    and ($4::text[] is null or i.product_id = any ($4))
    and not exists (select from exclusion e where e.site_id = s.id and e.item_id = i.id and e.deleted_at is null)`

/**
 * The channel, when there is only one, is named by itself in both statements: found through its site alone, the links of
 * all sites are read for those of one.
 */
const INSERT_LINKS = `
  insert into product_sales_channel (id, product_id, sales_channel_id)
  select ${newId("prodsc", "(row_number() over ())::int & 16777215")}, w.product_id, w.sales_channel_id
  from (${WANTED}) w
  where not exists (
    select from product_sales_channel l
    where l.product_id = w.product_id and l.sales_channel_id = w.sales_channel_id and l.deleted_at is null
      and ($5::text is null or l.sales_channel_id = $5))
  on conflict (product_id, sales_channel_id) do update set deleted_at = null, updated_at = now()`

/** Links of products that no catalog made are an operator's, and stay. */
const DELETE_LINKS = `
  delete from product_sales_channel l
  using site s
  where s.sales_channel_id = l.sales_channel_id and s.deleted_at is null and $1::text is not null
    and ($5::text is null or l.sales_channel_id = $5) and l.deleted_at is null
    and ($2::text[] is null or s.id = any ($2)) and ($3::text is null or s.catalog_id = $3)
    and ($4::text[] is null or l.product_id = any ($4))
    and exists (select from catalog_item i where i.product_id = l.product_id and i.deleted_at is null)
    and not exists (
      select from catalog c
      join catalog_item i on i.catalog_id = c.id and i.product_id = l.product_id and i.is_active and i.deleted_at is null
      where c.id = s.catalog_id and c.status = 'active' and c.deleted_at is null
        and not exists (select from exclusion e where e.site_id = s.id and e.item_id = i.id and e.deleted_at is null))`

/** What a reconciliation changed, in links of a product to a sales channel. */
export type ChannelChanges = { shown: number; hidden: number }

const SITES = `
  select s.id, s.sales_channel_id from site s
  where s.deleted_at is null and s.sales_channel_id is not null
    and ($1::text[] is null or s.id = any ($1)) and ($2::text is null or s.catalog_id = $2)
  order by s.id`

type SiteOfScope = { id: string; sales_channel_id: string }

/**
 * Makes the sales channels of the scope show exactly what their catalogs have and their sites do not exclude. Whole
 * channels go one by one: 100,000 links on 50 sites would be more than a statement may take.
 */
export const reconcileChannels = async (db: Executor, scope: ChannelScope, time: string): Promise<ChannelChanges> => {
  const { siteIds, catalogId, productIds } = scope
  if (productIds) return reconcile(db, [time, siteIds, catalogId, productIds, null])
  const total = { shown: 0, hidden: 0 }
  for (const { id, sales_channel_id } of await db.rows<SiteOfScope>(SITES, [siteIds, catalogId])) {
    const { shown, hidden } = await reconcile(db, [time, [id], catalogId, null, sales_channel_id])
    total.shown += shown
    total.hidden += hidden
  }
  return total
}

const reconcile = async (db: Executor, values: unknown[]): Promise<ChannelChanges> => {
  const hidden = await db.run(DELETE_LINKS, values)
  const shown = await db.run(INSERT_LINKS, values)
  return { shown, hidden }
}

const SHARE_CATALOG = `select id from catalog where id = $1 for share`
const SHARE_SITES = `select id from site where catalog_id = $1 and deleted_at is null order by id for share`

/**
 * Lets nobody change what decides on a chunk's visibility until it is written: the catalog's status, which sites sell
 * it, and what these exclude. Before anything else of the chunk is locked, for which the others would wait in turn.
 */
export const keepVisibility = async (db: Executor, catalogId: string): Promise<void> => {
  await db.run(SHARE_CATALOG, [catalogId])
  await db.run(SHARE_SITES, [catalogId])
}

const LOCK_SITE = `select id from site where id = $1 for update`

/** Waits for the chunks that are being written of what a site sells, and lets none begin, before its exclusions change. */
export const lockVisibility = (db: Executor, siteId: string): Promise<number> => db.run(LOCK_SITE, [siteId])

const SHOW_NEW = `
  insert into product_sales_channel (id, product_id, sales_channel_id)
  select ${newId("prodsc", "p.row_number")}, p.product_id, s.sales_channel_id
  from site s
  join catalog c on c.id = s.catalog_id and c.status = 'active' and c.deleted_at is null
  cross join chunk_product p
  where s.catalog_id = $2 and s.sales_channel_id is not null and s.deleted_at is null and p.is_new and p.is_visible`

/** Shows the new products of a chunk on every site of its catalog: nobody can have excluded them yet. */
export const showNewProducts = (db: Executor, context: ChunkContext): Promise<number> =>
  db.run(SHOW_NEW, [context.time, context.catalogId])

const CHANGED_VISIBILITY = `
  select distinct product_id from chunk
  where not creates_product and kind in ('create', 'reactivate', 'deactivate')`

/** The known products of a chunk that sites may have to show or hide: an update alone changes neither. */
export const listChangedVisibility = async (db: Executor): Promise<string[]> =>
  (await db.rows<{ product_id: string }>(CHANGED_VISIBILITY)).map((row) => row.product_id)
