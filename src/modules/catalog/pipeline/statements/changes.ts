import type { Executor } from "../../../../postgres/executor"

/** One change of a plan, as a person reads it. `differences` are `{field: [old, new]}`. */
export type ChangeRow = {
  row_number: number
  kind: string
  sku: string
  item_id: string
  product_id: string
  differences: Record<string, [unknown, unknown]> | null
  conflicts: unknown
}

/** Which changes of a plan to list; null is all of them. */
export type ChangeQuery = { kinds: string[] | null; sku: string | null; limit: number; offset: number }

const WHERE = `where run_id = $1 and ($2::text[] is null or kind = any ($2)) and ($3::text is null or sku = $3)`

const LIST = `
  select row_number, kind, sku, item_id, product_id, differences, conflicts
  from feed_run_change ${WHERE} order by product_ordinal, row_number limit $4 offset $5`

const COUNT = `select count(*)::int as count from feed_run_change ${WHERE}`

/** A page of what a run's plan changes, and how many changes there are in all. */
export const listChanges = async (db: Executor, runId: string, query: ChangeQuery) => {
  const where = [runId, query.kinds, query.sku]
  const changes = await db.rows<ChangeRow>(LIST, [...where, query.limit, query.offset])
  const [counted] = await db.rows<{ count: number }>(COUNT, where)
  return { changes, count: counted?.count ?? 0 }
}
