import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

/** A product without options has the one that the dashboard gives it. Only rows whose options are new or differ are here. */
const CREATE_VALUES = `
  create temporary table chunk_value on commit drop as
  select k.variant_id, k.product_id, k.creates_product, k.row_number, k.kind, e.name, e.value
  from chunk k,
  lateral jsonb_each_text(
    case when k.options = '{}' then '{"Default option": "Default option value"}' else k.options end) as e(name, value)
  where k.kind = 'create' or case when k.kind = 'unchanged' then false
    else k.options <> (select i.options from catalog_item i where i.id = k.item_id) end`

const CREATE_OPTIONS = `
  create temporary table chunk_option on commit drop as
  select v.product_id, v.name, v.row_number, o.option_id is null as is_new,
    coalesce(o.option_id, ${newId("opt", "v.row_number")}) as option_id,
    coalesce(o.link_id, ${newId("prodopt", "v.row_number")}) as link_id
  from (
    select product_id, name, bool_and(creates_product) as creates_product, min(row_number) as row_number
    from chunk_value group by product_id, name) v
  left join lateral (
    select o.id as option_id, l.id as link_id from product_product_option l
    join product_option o on o.id = l.product_option_id and o.title = v.name and o.deleted_at is null
    where not v.creates_product and l.product_id = v.product_id and l.deleted_at is null limit 1
  ) o on true`

const CREATE_OPTION_VALUES = `
  create temporary table chunk_option_value on commit drop as
  select v.product_id, v.name, v.value, v.option_id, v.link_id, v.row_number, p.id is null as is_new,
    coalesce(p.id, ${newId("optval", "v.row_number")}) as value_id
  from (
    select v.product_id, v.name, v.value, o.option_id, o.link_id, o.is_new, min(v.row_number) as row_number
    from chunk_value v join chunk_option o on o.product_id = v.product_id and o.name = v.name
    group by v.product_id, v.name, v.value, o.option_id, o.link_id, o.is_new) v
  left join lateral (
    select p.id from product_option_value p
    where not v.is_new and p.option_id = v.option_id and p.value = v.value and p.deleted_at is null limit 1
  ) p on true`

const INSERT_OPTIONS = `
  insert into product_option (id, title, is_exclusive) select option_id, name, true from chunk_option where is_new`

const LINK_OPTIONS = `
  insert into product_product_option (id, product_id, product_option_id)
  select link_id, product_id, option_id from chunk_option where is_new`

const INSERT_VALUES = `
  insert into product_option_value (id, value, option_id)
  select value_id, value, option_id from chunk_option_value where is_new`

const LINK_VALUES = `
  insert into product_product_option_value (id, product_product_option_id, product_option_value_id)
  select ${newId("prodoptval", "row_number")}, link_id, value_id from chunk_option_value where is_new`

const DELETE_VARIANT_VALUES = `
  delete from product_variant_option l using chunk_value v where l.variant_id = v.variant_id and v.kind <> 'create'`

const LINK_VARIANT_VALUES = `
  insert into product_variant_option (variant_id, option_value_id)
  select v.variant_id, o.value_id from chunk_value v
  join chunk_option_value o on o.product_id = v.product_id and o.name = v.name and o.value = v.value`

/** Writes the options and their values of the chunk's products, and which values its variants have. Variants must stand. */
export const writeOptions = async (db: Executor, context: ChunkContext): Promise<void> => {
  if ((await db.run(CREATE_VALUES)) === 0) return
  await db.run(CREATE_OPTIONS, [context.time])
  await db.run(CREATE_OPTION_VALUES, [context.time])
  await db.run(INSERT_OPTIONS)
  await db.run(LINK_OPTIONS)
  await db.run(INSERT_VALUES)
  await db.run(LINK_VALUES, [context.time])
  if (context.hasKnownProducts) await db.run(DELETE_VARIANT_VALUES)
  await db.run(LINK_VARIANT_VALUES)
}
