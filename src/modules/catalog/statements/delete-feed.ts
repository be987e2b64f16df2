import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { inTransaction } from "../../../postgres/executor"
import type { FeedDTO } from "../types"
import { cancelRunsOf } from "./decide-run"

const DELETE = `update feed set deleted_at = now(), updated_at = now() where id = $1 and deleted_at is null`

const RELEASE_ITEMS = `update catalog_item set feed_id = null where catalog_id = $1 and feed_id = $2`

/**
 * Ends the runs of a feed, deletes it, softly, and leaves its items to whichever feed delivers them next. The runs end
 * in a transaction of their own, as with `retireCatalogs`.
 */
export const deleteFeed = async (knex: Knex, { id, catalog_id }: Pick<FeedDTO, "id" | "catalog_id">): Promise<void> => {
  await inTransaction(knex, (db) => cancelRunsOf(db, [catalog_id], id))
  await inTransaction(knex, async (db) => {
    await cancelRunsOf(db, [catalog_id], id)
    await db.run(DELETE, [id])
    await db.run(RELEASE_ITEMS, [catalog_id, id])
  })
}
