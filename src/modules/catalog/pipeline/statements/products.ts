import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

/** The first row of a product speaks for it; its images are those of all its rows. */
const CREATE_CHUNK_PRODUCTS = `
  create temporary table chunk_product on commit drop as
  select l.product_id, l.row_number, $1 || '-' || l.final_handle as handle, l.name as title, l.description,
    $1 || '-' || l.category_handle as category_handle, l.category,
    nullif(l.attributes || case when l.brand is null then '{}' else jsonb_build_object('brand', l.brand) end, '{}') as metadata,
    coalesce(m.images, l.images) as images,
    a.is_active or exists (
      select from catalog_item i
      where i.product_id = l.product_id and i.is_active and i.deleted_at is null
        and not exists (select from chunk k where k.item_id = i.id)) as is_active,
    not exists (select from product p where p.id = l.product_id) as is_new
  from (select distinct on (product_id) * from chunk order by product_id, row_number) l
  join (select product_id, bool_or(is_active) as is_active, count(*) as rows from chunk group by product_id) a on a.product_id = l.product_id
  left join lateral (
    select jsonb_agg(url order by first_place) as images from (
      select url, min(k.row_number * 1000 + place) as first_place
      from chunk k, jsonb_array_elements_text(k.images) with ordinality as e(url, place)
      where k.product_id = l.product_id group by url) urls
  ) m on a.rows > 1`

const INSERT_PRODUCTS = `
  insert into product (id, title, handle, description, status, thumbnail, metadata)
  select product_id, title, handle, description, case when is_active then 'published' else 'draft' end, images ->> 0, metadata
  from chunk_product where is_new`

const UPDATE_PRODUCTS = `
  update product p
  set title = c.title, description = c.description, status = c.status, thumbnail = c.thumbnail, metadata = c.metadata, updated_at = now()
  from (
    select *, case when is_active then 'published' else 'draft' end as status, images ->> 0 as thumbnail
    from chunk_product where not is_new
  ) c
  where p.id = c.product_id
    and (p.title, p.description, p.status, p.thumbnail, p.metadata)
      is distinct from (c.title, c.description, c.status, c.thumbnail, c.metadata)`

const INSERT_SHIPPING_PROFILES = `
  insert into product_shipping_profile (id, product_id, shipping_profile_id)
  select ${newId("prodsp", "row_number")}, product_id, $2::text from chunk_product where is_new and $2::text is not null`

const DELETE_OTHER_IMAGES = `
  delete from image i using chunk_product c
  where i.product_id = c.product_id and not c.is_new
    and c.images is distinct from (
      select coalesce(jsonb_agg(o.url order by o.rank), '[]') from image o where o.product_id = c.product_id and o.deleted_at is null)`

const INSERT_IMAGES = `
  insert into image (id, url, rank, product_id)
  select ${newId("img", "c.row_number")}, e.url, e.place - 1, c.product_id
  from chunk_product c, jsonb_array_elements_text(c.images) with ordinality as e(url, place)
  where c.is_new or not exists (select from image i where i.product_id = c.product_id and i.deleted_at is null)`

/** Writes the products of a chunk with their shipping profile and images. */
export const writeProducts = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(CREATE_CHUNK_PRODUCTS, [context.key])
  await db.run("analyze chunk_product")
  await db.run(INSERT_PRODUCTS)
  await db.run(UPDATE_PRODUCTS)
  await db.run(INSERT_SHIPPING_PROFILES, [context.time, context.shippingProfileId])
  await db.run(DELETE_OTHER_IMAGES)
  await db.run(INSERT_IMAGES, [context.time])
}
