import type { Executor } from "../../../postgres/executor"

const SHOWN_CATEGORIES = `
  select c.id
  from product_category c
  left join catalog k on k.key = left(c.handle, 8) and substr(c.handle, 9, 1) = '-'
  where c.deleted_at is null and c.is_active and not c.is_internal and (k.id is null or k.id = $1)`

/** Answers the categories of the given catalog, and those that no catalog made. */
export const shownCategories = async (db: Executor, catalogId: string | null): Promise<string[]> => {
  const rows = await db.rows<{ id: string }>(SHOWN_CATEGORIES, [catalogId])
  return rows.map(({ id }) => id)
}
