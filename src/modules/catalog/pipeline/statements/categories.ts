import type { Executor } from "../../../../postgres/executor"
import { isKept } from "../../field-owners"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

const INSERT_CATEGORIES = `
  with wanted as (
    select handle, name, id, row_number() over (order by first_row) as place from (
      select distinct on (category_handle) category_handle as handle, category as name, row_number as first_row,
        ${newId("pcat", "row_number")} as id
      from chunk_product
      where category_handle is not null
        and not exists (select from product_category p where p.handle = category_handle and p.deleted_at is null)
      order by category_handle, row_number) c
  )
  insert into product_category (id, name, description, handle, mpath, is_active, rank)
  select id, name, '', handle, id, true,
    place - 1 + (select coalesce(max(rank) + 1, 0) from product_category where parent_category_id is null and deleted_at is null)
  from wanted`

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

/** Creates the categories that the chunk names for the first time, and moves its products to theirs. */
export const writeCategories = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(INSERT_CATEGORIES, [context.time])
  await db.run(insertLinks("select * from chunk_product where is_new"))
  if (!context.hasKnownProducts) return
  await db.run(insertLinks(MOVED), [context.key, context.owners])
  await db.run(DELETE_LINKS, [context.key, context.owners])
}
