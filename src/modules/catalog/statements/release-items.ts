import type { Executor } from "../../../postgres/executor"

const RELEASE = `update catalog_item set feed_id = null where catalog_id = $1 and feed_id = $2`

/** Leaves the items of a feed that goes to whichever feed delivers them next. */
export const releaseItems = (db: Executor, catalogId: string, feedId: string): Promise<number> =>
  db.run(RELEASE, [catalogId, feedId])
