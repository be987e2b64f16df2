import type { Executor } from "../../../../postgres/executor"
import { CatalogErrors } from "../../errors"
import type { ChunkContext } from "./chunk"
import { newId } from "./new-id"

const CREATE_STOCK = `
  create temporary table chunk_stock on commit drop as
  select k.variant_id, k.row_number, k.variant_title, $2 || ':' || k.sku as sku, k.stock, l.inventory_item_id is null as is_new,
    coalesce(l.inventory_item_id, ${newId("iitem", "k.row_number")}) as inventory_item_id, v.id as level_id,
    v.stocked_quantity as former_stock
  from chunk k
  left join lateral (
    select l.inventory_item_id from product_variant_inventory_item l
    where k.kind <> 'create' and l.variant_id = k.variant_id and l.deleted_at is null limit 1
  ) l on true
  left join lateral (
    select v.id, v.stocked_quantity from inventory_level v
    where v.inventory_item_id = l.inventory_item_id and v.location_id = $3 and v.deleted_at is null limit 1
  ) v on true
  where k.kind <> 'unchanged' and k.stock is not null`

const INSERT_INVENTORY_ITEMS = `
  insert into inventory_item (id, sku, title, description)
  select inventory_item_id, sku, variant_title, variant_title from chunk_stock where is_new`

const LINK_INVENTORY_ITEMS = `
  insert into product_variant_inventory_item (id, variant_id, inventory_item_id)
  select ${newId("pvitem", "row_number")}, variant_id, inventory_item_id from chunk_stock where is_new`

const quantity = (expression: string) => `jsonb_build_object('value', trim_scale(${expression})::text, 'precision', 20)`

const INSERT_LEVELS = `
  insert into inventory_level (id, inventory_item_id, location_id, stocked_quantity, raw_stocked_quantity,
    raw_reserved_quantity, raw_incoming_quantity)
  select ${newId("ilev", "row_number")}, inventory_item_id, $2, stock, ${quantity("stock")}, ${quantity("0::numeric")},
    ${quantity("0::numeric")}
  from chunk_stock where level_id is null`

/** Reserved and incoming quantities are the shop's own and stay as they are. */
const UPDATE_LEVELS = `
  update inventory_level l
  set stocked_quantity = s.stock, raw_stocked_quantity = ${quantity("s.stock")}, updated_at = now()
  from chunk_stock s where l.id = s.level_id and s.stock <> s.former_stock`

/** Writes the stock of a chunk at the store's default location. */
export const writeStock = async (db: Executor, context: ChunkContext): Promise<void> => {
  const rows = await db.run(CREATE_STOCK, [context.time, context.key, context.locationId])
  if (rows === 0) return
  if (context.locationId === null) throw CatalogErrors.noStockLocation()
  await db.run(INSERT_INVENTORY_ITEMS)
  await db.run(LINK_INVENTORY_ITEMS, [context.time])
  await db.run(INSERT_LEVELS, [context.time, context.locationId])
  if (!context.hasKnownProducts) return
  await db.run("create index on chunk_stock (level_id)")
  await db.run("analyze chunk_stock")
  await db.run(UPDATE_LEVELS)
}
