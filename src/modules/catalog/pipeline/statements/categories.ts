import type { Executor } from "../../../../postgres/executor"
import { CatalogErrors } from "../../errors"
import { isKept } from "../../field-owners"
import type { RunRecord } from "../../types"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

/** The first item of a product speaks for it. An unchanged one names no category that isn't there. */
const INSERT_CATEGORIES = `
  with named as (
    select distinct on (handle) handle, name, row_number from (
      select distinct on (c.product_id) c.row_number, s.content ->> 'category_handle' as handle, s.content ->> 'category' as name
      from feed_run_change c
      cross join lateral (
        select s.content from staging.feed_row s where s.run_id = c.run_id and s.row_number = c.row_number limit 1
      ) s
      where c.run_id = $2 and c.kind <> 'unchanged'
      order by c.product_id, c.item_id
    ) p
    where handle is not null order by handle, row_number
  ), wanted as (
    select $3 || '-' || handle as handle, name, ${newId("pcat", "row_number")} as id, row_number() over (order by row_number) as place
    from named n
    where not exists (select from product_category p where p.handle = $3 || '-' || n.handle and p.deleted_at is null)
  )
  insert into product_category (id, name, description, handle, mpath, is_active, rank)
  select id, name, '', handle, id, true,
    place - 1 + (select coalesce(max(rank) + 1, 0) from product_category where parent_category_id is null and deleted_at is null)
  from wanted`

const CATALOG_KEY = "select key from catalog where id = $1"

/** Creates the categories that a plan names for the first time, before its chunks, of which several may name the same. */
export const createCategories = async (db: Executor, run: RunRecord, time: string): Promise<number> => {
  const [catalog] = await db.rows<{ key: string }>(CATALOG_KEY, [run.catalog_id])
  if (!catalog) throw CatalogErrors.unknownCatalog(run.catalog_id)
  return db.run(INSERT_CATEGORIES, [time, run.id, catalog.key])
}

/**
 * Known products whose category the source has moved, and whose operator has not: one who took the product out of the
 * category of the last run has, unless the field is the source's alone.
 */
const MOVED = `
  select c.* from chunk_product c
  cross join lateral (select $1 || '-' || (c.base ->> 'category_handle') as synced_handle) b
  cross join lateral (
    select case when b.synced_handle is null then null else (
      select p.handle from product_category_product l join product_category p on p.id = l.product_category_id
      where l.product_id = c.product_id and p.handle = b.synced_handle and p.deleted_at is null) end as current_handle
  ) n
  where not c.is_new and c.speaks and (c.base = '{}' or b.synced_handle is distinct from c.category_handle)
    and not ${isKept("$2", "category", "n.current_handle", "b.synced_handle")}`

/** Only links to categories of this catalog are the source's to remove; an operator's own stay. */
const DELETE_LINKS = `
  delete from product_category_product l using (${MOVED}) c, product_category p
  where l.product_id = c.product_id and p.id = l.product_category_id
    and left(p.handle, length($1::text) + 1) = $1 || '-' and p.handle is distinct from c.category_handle`

const insertLinks = (products: string) => `
  insert into product_category_product (product_id, product_category_id)
  select c.product_id, p.id from (${products}) c
  join product_category p on p.handle = c.category_handle and p.deleted_at is null
  on conflict do nothing`

/** Moves the products of a chunk to their categories. */
export const linkCategories = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(insertLinks("select * from chunk_product where is_new"))
  if (!context.hasKnownProducts) return
  await db.run(insertLinks(MOVED), [context.key, context.owners])
  await db.run(DELETE_LINKS, [context.key, context.owners])
}
