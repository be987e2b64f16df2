import type { Executor } from "../../../../postgres/executor"

const SALT = `
  select case when pricing_rules = '{}' then '' else '-' || left(md5(pricing_rules::text), 8) end as salt
  from catalog where id = $1`

/**
 * What pricing rules add to the content hashes of their catalog: when they change, every item differs from what was
 * applied, and the next run prices it anew. Without rules it is empty.
 */
export const pricingSalt = async (db: Executor, catalogId: string): Promise<string> => {
  const [row] = await db.rows<{ salt: string }>(SALT, [catalogId])
  return row?.salt ?? ""
}
