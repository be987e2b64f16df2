import type { Executor } from "../../../../postgres/executor"

/** A product that a run touched. */
export type PublishedProduct = { ordinal: number; id: string; is_new: boolean }

const LIST_PUBLISHED = `
  select c.product_ordinal as ordinal, c.product_id as id, bool_and(c.kind = 'create') as is_new
  from feed_run_change c
  where c.run_id = $1 and c.product_ordinal > $2 and c.product_ordinal <= $2 + $3
  group by c.product_ordinal, c.product_id
  order by c.product_ordinal`

/** The products of a run's plan after an ordinal, at most `limit`. */
export const listPublished = (db: Executor, runId: string, after: number, limit: number): Promise<PublishedProduct[]> =>
  db.rows(LIST_PUBLISHED, [runId, after, limit])
