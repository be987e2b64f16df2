import type { Executor } from "../../../postgres/executor"
import type { FeedDTO } from "../types"

const LIST = `
  select f.* from feed f join catalog c on c.id = f.catalog_id and c.deleted_at is null
  where f.schedule is not null and f.is_active and f.deleted_at is null`

/** The feeds that run by a schedule. */
export const listScheduledFeeds = (db: Executor): Promise<FeedDTO[]> => db.rows<FeedDTO>(LIST)

const TAKE = `
  update feed set scheduled_after = $2, updated_at = now()
  where id = $1 and (scheduled_after is null or scheduled_after < $2) and deleted_at is null`

/** Takes a slot of a feed's schedule for good. Answers false when somebody has taken it. */
export const takeSlot = async (db: Executor, feedId: string, slot: string): Promise<boolean> =>
  (await db.run(TAKE, [feedId, slot])) > 0

const UNFINISHED = `
  select id from feed_run
  where feed_id = $1 and state not in ('completed', 'failed', 'cancelled') and deleted_at is null limit 1`

/** Whether a run of the feed is on, waits for its turn, or for a person. */
export const hasUnfinishedRun = async (db: Executor, feedId: string): Promise<boolean> =>
  (await db.rows(UNFINISHED, [feedId])).length > 0
