import type { Executor } from "../../../postgres/executor"
import { CatalogErrors } from "../errors"
import { announceRun } from "../pipeline/statements/announcements"
import { forgetStagedRows, LEAVES_UNTOLD } from "../pipeline/statements/runs"
import { lockRequests } from "./request-run"

const APPROVE = `
  update feed_run set state = 'queued', approved_by = $2, approved_at = now(), updated_at = now()
  where id = $1 and state = 'awaiting_approval' and deleted_at is null`

const LATER_FULL_RUN = `
  select later.id from feed_run r
  join feed_run later on later.catalog_id = r.catalog_id and later.feed_id is not distinct from r.feed_id
  where r.id = $1 and r.state = 'awaiting_approval' and later.created_at > r.created_at and later.mode = 'full'
    and later.state = 'completed' and not later.dry_run and later.deleted_at is null
  limit 1`

/**
 * Lets a run that waits go on with the plan that it has. Throws `run_not_waiting`, and `plan_outdated` when the whole
 * source has been read since: items that were absent then may have been found unchanged, which no hash tells.
 */
export const approveRun = async (db: Executor, runId: string, userId: string): Promise<void> => {
  const [later] = await db.rows<{ id: string }>(LATER_FULL_RUN, [runId])
  if (later) throw CatalogErrors.planOutdated(runId, later.id)
  if ((await db.run(APPROVE, [runId, userId])) === 0) throw CatalogErrors.runNotWaiting(runId)
}

const CANCEL = `
  update feed_run set state = 'cancelled', finished_at = now(), updated_at = now(), ${LEAVES_UNTOLD}
  where id = $1 and state not in ('completed', 'failed', 'cancelled') and deleted_at is null`

/**
 * Ends a run. A worker that is on it stops at its next chunk; what was applied stays, and is told of. Throws `run_ended`. One
 * transaction of the caller: a batch that is just being staged is either before it or rolls back.
 */
export const cancelRun = async (db: Executor, runId: string): Promise<void> => {
  if ((await db.run(CANCEL, [runId])) === 0) throw CatalogErrors.runEnded(runId)
  await forgetStagedRows(db, runId)
  await announceRun(db, runId)
}

const UNFINISHED = `
  select id from feed_run
  where catalog_id = any ($1) and ($2::text is null or feed_id = $2)
    and state not in ('completed', 'failed', 'cancelled') and deleted_at is null
  order by id for update`

/** Ends all runs of catalogs, or of one feed, as `cancelRun` does. Until the transaction ends no other run is recorded. */
export const cancelRunsOf = async (db: Executor, catalogIds: readonly string[], feedId?: string): Promise<void> => {
  await lockRequests(db, catalogIds)
  for (const { id } of await db.rows<{ id: string }>(UNFINISHED, [catalogIds, feedId])) await cancelRun(db, id)
}
