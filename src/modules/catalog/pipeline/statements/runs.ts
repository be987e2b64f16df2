import type { Executor } from "../../../../postgres/executor"
import { CatalogErrors } from "../../errors"
import type { FeedRunState, RunFailure, RunRecord } from "../../types"
import type { ReadOutcome } from "../read-source"

/** A run whose worker has been silent for so long is taken over by another one. In seconds. */
export const SILENCE_BEFORE_TAKEOVER_S = 60

const FIELDS = `id, catalog_id, feed_id, state, mode, dry_run, priority, source, guards, attempts, "cursor", fencing_token`

const CLAIM = `
  update feed_run r
  set state = case when r.state = 'queued' then 'reading' else r.state end,
      fencing_token = r.fencing_token + 1,
      started_at = coalesce(r.started_at, now()),
      updated_at = now()
  where r.id = $1 and r.deleted_at is null
    and (r.state = 'queued' or (r.state in ('reading', 'planned', 'applying', 'publishing') and r.updated_at < now() - make_interval(secs => $2)))
    and not exists (
      select from feed_run other
      where other.catalog_id = r.catalog_id and other.id <> r.id and other.deleted_at is null
        and other.state in ('reading', 'planned', 'applying', 'publishing'))
  returning ${FIELDS}`

/**
 * Takes a run that waits, or one whose worker fell silent, and raises its fencing token, which shuts the former worker
 * out. Answers null when the run is not to be had: another worker is on it, or another run of its catalog is under way.
 */
export const claimRun = async (db: Executor, runId: string): Promise<RunRecord | null> => {
  const [run] = await db.rows<RunRecord>(CLAIM, [runId, SILENCE_BEFORE_TAKEOVER_S])
  return run ?? null
}

const NEXT_QUEUED = `
  select id from feed_run
  where catalog_id = $1 and state = 'queued' and deleted_at is null
  order by created_at, id limit 1`

/** The run of a catalog that has waited longest. */
export const nextQueuedRun = async (db: Executor, catalogId: string): Promise<string | null> => {
  const [run] = await db.rows<{ id: string }>(NEXT_QUEUED, [catalogId])
  return run?.id ?? null
}

const RESUMABLE = `
  select r.id from feed_run r
  where r.deleted_at is null
    and r.updated_at < now() - make_interval(secs => $1)
    and r.state in ('queued', 'reading', 'planned', 'applying', 'publishing')
  order by r.created_at limit 100`

/** Runs that nobody has moved for the time after which they may be taken over. */
export const listSilentRuns = async (db: Executor): Promise<string[]> =>
  (await db.rows<{ id: string }>(RESUMABLE, [SILENCE_BEFORE_TAKEOVER_S])).map((run) => run.id)

/** What a transaction of a run may change of it besides its heartbeat. Counts are added, not set. */
export type RunProgress = {
  state?: FeedRunState
  cursor?: number
  rowsRead?: number
  rowsCreated?: number
  rowsUpdated?: number
  rowsReactivated?: number
  rowsDeactivated?: number
  rowsUnchanged?: number
  rowsRejected?: number
}

const ADVANCE = `
  update feed_run set
    state = coalesce($3, state), "cursor" = coalesce($4, "cursor"),
    rows_read = rows_read + $5, rows_created = rows_created + $6, rows_updated = rows_updated + $7,
    rows_reactivated = rows_reactivated + $8, rows_deactivated = rows_deactivated + $9,
    rows_unchanged = rows_unchanged + $10, rows_rejected = rows_rejected + $11,
    finished_at = case when $3 in ('completed', 'failed', 'cancelled') then now() end,
    updated_at = now()
  where id = $1 and fencing_token = $2 and state not in ('completed', 'failed', 'cancelled')`

/** Moves a run on, inside the transaction that did the work. Throws when the run has been taken over: the work rolls back. */
export const advanceRun = async (db: Executor, run: RunRecord, progress: RunProgress): Promise<void> => {
  const { rowsRead = 0, rowsCreated = 0, rowsUpdated = 0, rowsReactivated = 0, rowsDeactivated = 0 } = progress
  const { rowsUnchanged = 0, rowsRejected = 0, state = null, cursor = null } = progress
  const counts = [rowsRead, rowsCreated, rowsUpdated, rowsReactivated, rowsDeactivated, rowsUnchanged, rowsRejected]
  const moved = await db.run(ADVANCE, [run.id, run.fencing_token, state, cursor, ...counts])
  if (moved === 0) throw CatalogErrors.lostRun(run.id)
}

const TOUCH = `update feed_run set updated_at = now() where id = $1 and fencing_token = $2 and finished_at is null`

/** Tells that the worker of a run is alive. */
export const touchRun = (db: Executor, run: RunRecord): Promise<number> => db.run(TOUCH, [run.id, run.fencing_token])

/** A run of a feed reads what the feed says now; a run of an upload has the file from the start, and the feed's layout. */
const BEGIN_READING = `
  with staged as (delete from staging.feed_row where run_id = $1),
    rejected as (delete from feed_run_rejection where run_id = $1),
    planned as (delete from feed_run_change where run_id = $1)
  update feed_run r
  set rows_read = 0, rows_rejected = 0, rows_unchanged = 0, "cursor" = 0, updated_at = now(),
    source = case when f.id is null or r.source ->> 'type' = 'file' then r.source
      else jsonb_build_object('type', 'feed', 'kind', f.kind, 'settings', f.settings, 'cursor', f."cursor") end
  from (select $1::text as run_id) this
  left join feed f on f.id = (select feed_id from feed_run where id = this.run_id)
  where r.id = this.run_id and r.fencing_token = $2 and r.state = 'reading'
  returning r.source`

/** Forgets what a former worker had read of a run, so that its source is read from the start, and notes what that is. */
export const beginReading = async (db: Executor, run: RunRecord): Promise<RunRecord["source"]> => {
  const [begun] = await db.rows<Pick<RunRecord, "source">>(BEGIN_READING, [run.id, run.fencing_token])
  if (!begun) throw CatalogErrors.lostRun(run.id)
  return begun.source
}

const STORE_READING = `update feed_run set source_end = $2, columns = $3 where id = $1`

/** Keeps with the run what its source said at its end, in the transaction that stores the plan made of it. */
export const storeReading = (db: Executor, run: RunRecord, read: ReadOutcome): Promise<number> =>
  db.run(STORE_READING, [run.id, read.end && JSON.stringify(read.end), JSON.stringify(read.columns)])

/**
 * The feed goes on from where this run ended, if it stands where this run began and is still set as it was. Rows that
 * were refused because their item had moved on meanwhile are read again.
 */
const MOVE_FEED_CURSOR = `
  update feed f set "cursor" = r.source_end -> 'cursor', updated_at = now()
  from feed_run r
  where r.id = $1 and f.id = r.feed_id and r.source ->> 'type' = 'feed' and jsonb_typeof(r.source_end -> 'cursor') = 'object'
    and f.kind = r.source ->> 'kind' and f.settings = r.source -> 'settings'
    and coalesce(f."cursor", 'null') = coalesce(r.source -> 'cursor', 'null')
    and not exists (select from feed_run_rejection j where j.run_id = r.id and j.code = 'changed_meanwhile')`

/** Moves the cursor of a run's feed, when the run has completed and its source was read to the end. */
export const moveFeedCursor = (db: Executor, run: RunRecord): Promise<number> => db.run(MOVE_FEED_CURSOR, [run.id])

const FAIL = `
  update feed_run set state = 'failed', error = $3, finished_at = now(), updated_at = now()
  where id = $1 and fencing_token = $2 and state not in ('completed', 'failed', 'cancelled')`

/** Ends a run with what a person needs to know. */
export const failRun = (db: Executor, run: RunRecord, failure: RunFailure): Promise<number> =>
  db.run(FAIL, [run.id, run.fencing_token, JSON.stringify(failure)])

const FORGET_STAGED = `delete from staging.feed_row where run_id = $1`

/** Drops the staged rows of a run that has ended; its plan and its rejections stay. */
export const forgetStagedRows = (db: Executor, runId: string): Promise<number> => db.run(FORGET_STAGED, [runId])

const TOUCH_CATALOG = `update catalog set last_synced_at = now(), updated_at = now() where id = $1`

/** Notes on the catalog that a run of it has completed. */
export const touchCatalog = (db: Executor, catalogId: string): Promise<number> => db.run(TOUCH_CATALOG, [catalogId])
