import type { Executor } from "../../../../postgres/executor"
import { isKept } from "../../field-owners"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"
import { currentPictures, itemsThen, picturesOf } from "./pictures"

const ITEMS_THEN = itemsThen("f.product_id")

const ITEMS_NOW = `
  select o.item_id as id, o.images from chunk o where o.product_id = f.product_id
  union all ${ITEMS_THEN} and not exists (select from chunk o where o.item_id = i.id)`

/**
 * The first item of a product speaks for it, if it is in the chunk; its pictures are those of all its items. \`base\` is
 * what the last run made of that item. What stands already is looked up by subqueries under \`case\`, which run along an
 * index for the rows that need them and can't be turned into a join.
 */
const CREATE_CHUNK_PRODUCTS = `
  create temporary table chunk_product on commit drop as
  select l.product_id, l.row_number, l.creates_product as is_new, l.speaks, l.base, $1 || '-' || l.final_handle as handle,
    l.name as title, l.description, $1 || '-' || l.category_handle as category_handle, l.category, l.images, l.is_visible, l.was_visible,
    case when l.creates_product then true when l.current_images = l.images then false
      else not ${isKept("$2", "images", "l.current_images", "coalesce(l.base_images, l.current_images)")} end as images_change,
    nullif(l.attributes || case when l.brand is null then '{}' else jsonb_build_object('brand', l.brand) end, '{}') as metadata
  from (
    select f.*,
      case when f.is_alone then f.own_images else (${picturesOf(ITEMS_NOW)}) end as images,
      case when f.creates_product or f.base = '{}' then null
        when f.is_alone then f.base -> 'images' else (${picturesOf(ITEMS_THEN)}) end as base_images,
      case when not f.creates_product then (${currentPictures("f.product_id")}) end as current_images
    from (
      select distinct on (k.product_id) k.product_id, k.row_number, k.creates_product, k.final_handle, k.name, k.description,
        k.category_handle, k.category, k.attributes, k.brand, k.images as own_images,
        case when not k.creates_product then (select i.content from catalog_item i where i.id = k.item_id) end as base,
        case when k.creates_product then a.rows = 1 else a.rows = 1 and not exists (
          select from catalog_item i where i.product_id = k.product_id and i.id <> k.item_id and i.deleted_at is null) end as is_alone,
        case when k.creates_product then true else not exists (
          select from catalog_item i
          where i.product_id = k.product_id and i.id < k.item_id and i.is_active and i.deleted_at is null) end as speaks,
        case when a.is_active or k.creates_product then a.is_active else exists (
          select from catalog_item i
          where i.product_id = k.product_id and i.is_active and i.deleted_at is null
            and not exists (select from chunk o where o.item_id = i.id)) end as is_visible,
        case when k.creates_product then false when a.was_active then true else exists (
          select from catalog_item i where i.product_id = k.product_id and i.is_active and i.deleted_at is null) end as was_visible
      from chunk k
      join (
        select product_id, bool_or(is_active) as is_active, count(*) as rows,
          bool_or(kind = 'deactivate' or (kind in ('update', 'unchanged') and is_active)) as was_active
        from chunk group by product_id) a
        on a.product_id = k.product_id
      order by k.product_id, k.item_id
    ) f
  ) l`

const INSERT_PRODUCTS = `
  insert into product (id, title, handle, description, status, thumbnail, metadata)
  select product_id, title, handle, description, case when is_visible then 'published' else 'draft' end, images ->> 0, metadata
  from chunk_product where is_new`

/** Of the metadata only what the last run had put there is the source's. */
const METADATA = `nullif(
  coalesce(p.metadata, '{}') - 'brand' - array(select jsonb_object_keys(coalesce(c.base -> 'attributes', '{}')))
    || coalesce(c.metadata, '{}'), '{}')`

/**
 * The status moves with the visibility alone: a product that the source switches off is hidden, one that it switches on
 * again is published, and what an operator has made of it in between stays.
 */
const UPDATE_PRODUCTS = `
  update product p
  set title = w.title, description = w.description, status = w.status, thumbnail = w.thumbnail, metadata = w.metadata, updated_at = now()
  from chunk_product c
  cross join lateral (
    select case when c.is_visible = c.was_visible then p.status when c.is_visible then 'published' else 'draft' end as status,
      case when not c.speaks or ${isKept("$1", "name", "p.title", "coalesce(c.base ->> 'name', p.title)")} then p.title else c.title end as title,
      case when not c.speaks or ${isKept("$1", "description", "p.description", "case when c.base = '{}' then p.description else c.base ->> 'description' end")}
        then p.description else c.description end as description,
      case when c.images_change then c.images ->> 0 else p.thumbnail end as thumbnail,
      case when c.speaks then ${METADATA} else p.metadata end as metadata
    from product p where p.id = c.product_id
  ) w
  where p.id = c.product_id and not c.is_new
    and (p.title, p.description, p.status, p.thumbnail, p.metadata)
      is distinct from (w.title, w.description, w.status, w.thumbnail, w.metadata)`

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
  await db.run(CREATE_CHUNK_PRODUCTS, [context.key, context.owners])
  await db.run("create unique index on chunk_product (product_id)")
  await db.run("analyze chunk_product (product_id, category_handle)")
  await db.run(INSERT_PRODUCTS)
  await db.run(INSERT_SHIPPING_PROFILES, [context.time, context.shippingProfileId])
  if (context.hasKnownProducts) {
    await db.run(UPDATE_PRODUCTS, [context.owners])
    await db.run(DELETE_IMAGES)
  }
  await db.run(INSERT_IMAGES, [context.time])
}
