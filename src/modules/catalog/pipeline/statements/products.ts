import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

/**
 * The first row of a product speaks for it; its images are those of all its rows. What stands already is looked up by
 * subqueries under `case`, which run along an index for the rows that need them and can't be turned into a join.
 */
const CREATE_CHUNK_PRODUCTS = `
  create temporary table chunk_product on commit drop as
  select l.product_id, l.row_number, l.creates_product as is_new, $1 || '-' || l.final_handle as handle, l.name as title,
    l.description, $1 || '-' || l.category_handle as category_handle, l.category, l.images, l.images_change, l.is_visible,
    nullif(l.attributes || case when l.brand is null then '{}' else jsonb_build_object('brand', l.brand) end, '{}') as metadata
  from (
    select f.*, case when f.creates_product then true
      else f.images is distinct from (
        select coalesce(jsonb_agg(i.url order by i.rank), '[]') from image i
        where i.product_id = f.product_id and i.deleted_at is null) end as images_change
    from (
      select distinct on (k.product_id) k.product_id, k.row_number, k.creates_product, k.final_handle, k.name, k.description,
        k.category_handle, k.category, k.attributes, k.brand,
        case when a.rows = 1 then k.images else (
          select jsonb_agg(url order by place) from (
            select e.url, min(o.row_number * 1000 + e.place) as place
            from chunk o, jsonb_array_elements_text(o.images) with ordinality as e(url, place)
            where o.product_id = k.product_id group by e.url) urls) end as images,
        case when a.is_active or k.creates_product then a.is_active else exists (
          select from catalog_item i
          where i.product_id = k.product_id and i.is_active and i.deleted_at is null
            and not exists (select from chunk o where o.item_id = i.id)) end as is_visible
      from chunk k
      join (select product_id, bool_or(is_active) as is_active, count(*) as rows from chunk group by product_id) a
        on a.product_id = k.product_id
      order by k.product_id, k.row_number
    ) f
  ) l`

const INSERT_PRODUCTS = `
  insert into product (id, title, handle, description, status, thumbnail, metadata)
  select product_id, title, handle, description, case when is_visible then 'published' else 'draft' end, images ->> 0, metadata
  from chunk_product where is_new`

const UPDATE_PRODUCTS = `
  update product p
  set title = c.title, description = c.description, status = c.status, thumbnail = c.thumbnail, metadata = c.metadata, updated_at = now()
  from (
    select *, case when is_visible then 'published' else 'draft' end as status, images ->> 0 as thumbnail
    from chunk_product where not is_new
  ) c
  where p.id = c.product_id
    and (p.title, p.description, p.status, p.thumbnail, p.metadata)
      is distinct from (c.title, c.description, c.status, c.thumbnail, c.metadata)`

const INSERT_SHIPPING_PROFILES = `
  insert into product_shipping_profile (id, product_id, shipping_profile_id)
  select ${newId("prodsp", "row_number")}, product_id, $2::text from chunk_product where is_new and $2::text is not null`

const DELETE_IMAGES = `
  delete from image i using chunk_product c where i.product_id = c.product_id and c.images_change and not c.is_new`

const INSERT_IMAGES = `
  insert into image (id, url, rank, product_id)
  select ${newId("img", "c.row_number")}, e.url, e.place - 1, c.product_id
  from chunk_product c, jsonb_array_elements_text(c.images) with ordinality as e(url, place)
  where c.images_change`

/** Writes the products of a chunk with their shipping profile and images. */
export const writeProducts = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(CREATE_CHUNK_PRODUCTS, [context.key])
  await db.run("create unique index on chunk_product (product_id)")
  await db.run("analyze chunk_product (product_id, category_handle)")
  await db.run(INSERT_PRODUCTS)
  await db.run(INSERT_SHIPPING_PROFILES, [context.time, context.shippingProfileId])
  if (context.hasKnownProducts) {
    await db.run(UPDATE_PRODUCTS)
    await db.run(DELETE_IMAGES)
  }
  await db.run(INSERT_IMAGES, [context.time])
}
