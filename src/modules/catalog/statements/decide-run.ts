import type { Executor } from "../../../postgres/executor"
import { CatalogErrors } from "../errors"
import { announceRun } from "../pipeline/statements/announcements"
import { forgetStagedRows } from "../pipeline/statements/runs"
import { lockRequests } from "./request-run"

const APPROVE = `
  update feed_run set state = 'queued', approved_by = $2, approved_at = now(), updated_at = now()
  where id = $1 and state = 'awaiting_approval' and deleted_at is null`

/** Lets a run that waits go on with the plan that it has. Throws `run_not_waiting`. */
export const approveRun = async (db: Executor, runId: string, userId: string): Promise<void> => {
  if ((await db.run(APPROVE, [runId, userId])) === 0) throw CatalogErrors.runNotWaiting(runId)
}

const CANCEL = `
  update feed_run set state = 'cancelled', finished_at = now(), updated_at = now()
  where id = $1 and state not in ('completed', 'failed', 'cancelled') and deleted_at is null`

/**
 * Ends a run. A worker that is on it stops at its next chunk; what was applied stays. Throws `run_ended`. One
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
