import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"

const INSERT_ITEMS = `
  insert into catalog_item (id, catalog_id, sku, name, product_key, handle, barcode, brand, category, options, attributes,
    raw, content, content_hash, is_active, product_id, variant_id, feed_id)
  select item_id, $1, sku, name, product_key, final_handle, barcode, brand, category, options, attributes,
    raw, content, content_hash, is_active, product_id, variant_id, $2
  from chunk where kind = 'create'`

const UPDATE_ITEMS = `
  update catalog_item i
  set name = k.name, barcode = k.barcode, brand = k.brand, category = k.category, options = k.options,
    attributes = k.attributes, raw = k.raw, content = k.content, content_hash = k.content_hash, is_active = k.is_active, updated_at = now()
  from chunk k
  where i.id = k.item_id and k.kind not in ('create', 'unchanged')`

/** Writes the items of a chunk: the last of its statements, since others compare with what the items were. */
export const writeItems = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(INSERT_ITEMS, [context.catalogId, context.feedId])
  if (context.hasKnownProducts) await db.run(UPDATE_ITEMS)
}
