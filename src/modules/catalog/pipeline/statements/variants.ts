import type { Executor } from "../../../../postgres/executor"
import type { ChunkContext } from "./chunk"

/** Without a stock figure an item is sold without counting. */
const INSERT_VARIANTS = `
  insert into product_variant (id, title, sku, barcode, manage_inventory, product_id, deleted_at)
  select variant_id, variant_title, $1 || ':' || sku, $1 || ':' || barcode, stock is not null, product_id,
    case when is_active then null else now() end
  from chunk where kind = 'create'`

/** The variant of an inactive item is soft-deleted, which hides it everywhere and brings it back whole. */
const UPDATE_VARIANTS = `
  update product_variant v
  set title = k.variant_title, barcode = k.barcode, manage_inventory = k.manages, updated_at = now(),
    deleted_at = case when k.is_active then null else coalesce(v.deleted_at, now()) end
  from (select variant_id, variant_title, $1 || ':' || barcode as barcode, stock is not null as manages, is_active
        from chunk where kind not in ('create', 'unchanged')) k
  where v.id = k.variant_id
    and (v.title, v.barcode, v.manage_inventory, v.deleted_at is null)
      is distinct from (k.variant_title, k.barcode, k.manages, k.is_active)`

/** Writes the variants of a chunk; a barcode that is free in the catalog is free in its namespace. */
export const writeVariants = async (db: Executor, context: ChunkContext): Promise<void> => {
  await db.run(INSERT_VARIANTS, [context.key])
  if (context.hasKnownProducts) await db.run(UPDATE_VARIANTS, [context.key])
}
