import type { Executor } from "../../../postgres/executor"

const RETIRE = `
  with retired as (
    update catalog_item set deleted_at = now(), updated_at = now() where catalog_id = $1 and deleted_at is null returning product_id
  ), hidden as (
    update product set status = 'draft', updated_at = now() where id in (select product_id from retired) and status <> 'draft'
  )
  update catalog set deleted_at = now(), updated_at = now() where id = $1 and deleted_at is null`

/** Soft-deletes a catalog with its items, and turns its products into drafts. */
export const retireCatalog = (db: Executor, catalogId: string): Promise<number> => db.run(RETIRE, [catalogId])
