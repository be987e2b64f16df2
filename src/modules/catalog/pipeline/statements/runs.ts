import type { Executor } from "../../../../postgres/executor"
import { CatalogErrors } from "../../errors"
import type { FeedRunState, Finding, PlanCounts, RunFailure, RunRecord } from "../../types"
import type { ReadOutcome } from "../read-source"

/** What a transaction of a run may change of it besides its heartbeat. Counts are added, not set, but for the expected one. */
export type RunProgress = {
  state?: FeedRunState
  cursor?: number
  rowsExpected?: number | null
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
    rows_unchanged = rows_unchanged + $10, rows_rejected = rows_rejected + $11, rows_expected = coalesce($12, rows_expected),
    finished_at = case when $3 in ('completed', 'failed', 'cancelled') then now() end,
    updated_at = now()
  where id = $1 and fencing_token = $2 and state not in ('completed', 'failed', 'cancelled')`

/** Moves a run on, inside the transaction that did the work. Throws when the run has been taken over: the work rolls back. */
export const advanceRun = async (db: Executor, run: RunRecord, progress: RunProgress): Promise<void> => {
  const { rowsRead = 0, rowsCreated = 0, rowsUpdated = 0, rowsReactivated = 0, rowsDeactivated = 0 } = progress
  const { rowsUnchanged = 0, rowsRejected = 0, state = null, cursor = null, rowsExpected = null } = progress
  const counts = [rowsRead, rowsCreated, rowsUpdated, rowsReactivated, rowsDeactivated, rowsUnchanged, rowsRejected]
  const moved = await db.run(ADVANCE, [run.id, run.fencing_token, state, cursor, ...counts, rowsExpected])
  if (moved === 0) throw CatalogErrors.lostRun(run.id)
}

const TOUCH = `update feed_run set updated_at = now() where id = $1 and fencing_token = $2 and finished_at is null`

/** Tells that the worker of a run is alive. */
export const touchRun = (db: Executor, run: RunRecord): Promise<number> => db.run(TOUCH, [run.id, run.fencing_token])

/** A run of a feed reads what the feed says now; a run of an upload has the file from the start, and the feed's layout. */
const BEGIN_READING = `
  with begun as (
    update feed_run r
    set rows_read = 0, rows_expected = null, rows_rejected = 0, rows_unchanged = 0, "cursor" = 0, updated_at = now(),
      source = case when f.id is null or r.source ->> 'type' = 'file' then r.source
        else jsonb_build_object('type', 'feed', 'kind', f.kind, 'settings', f.settings, 'cursor', f."cursor") end
    from (select $1::text as run_id) this
    left join feed f on f.id = (select feed_id from feed_run where id = this.run_id)
    where r.id = this.run_id and r.fencing_token = $2 and r.state = 'reading'
    returning r.id, r.source
  ), staged as (delete from staging.feed_row where run_id = (select id from begun)),
    marked as (delete from staging.item_mark where run_id = (select id from begun)),
    rejected as (delete from feed_run_rejection where run_id = (select id from begun)),
    planned as (delete from feed_run_change where run_id = (select id from begun))
  select source from begun`

/**
 * Forgets what a former worker had read of a run, so that its source is read from the start, and notes what that is. A
 * worker that lost the run while it slept deletes nothing of the other's.
 */
export const beginReading = async (db: Executor, run: RunRecord): Promise<RunRecord["source"]> => {
  const [begun] = await db.rows<Pick<RunRecord, "source">>(BEGIN_READING, [run.id, run.fencing_token])
  if (!begun) throw CatalogErrors.lostRun(run.id)
  return begun.source
}

const STORE_PLAN = `update feed_run set source_end = $2, columns = $3, plan = $4, findings = $5 where id = $1`

/** Keeps with the run what its source said at its end, what its plan holds, and the guards that fired. */
export const storePlan = (
  db: Executor,
  run: RunRecord,
  { read, counts, findings }: { read: ReadOutcome; counts: PlanCounts; findings: Finding[] }
): Promise<number> => {
  const values = [read.end, read.columns, counts, findings].map((value) =>
    value === null ? null : JSON.stringify(value)
  )
  return db.run(STORE_PLAN, [run.id, ...values])
}

/** What a run has read and rejected so far. */
type RunCounts = { rows_read: number; rows_rejected: number }

const READ_COUNTS = `select rows_read, rows_rejected from feed_run where id = $1`

/** The counts of a run as the transaction sees them. */
export const readCounts = async (db: Executor, runId: string): Promise<RunCounts> => {
  const [counts] = await db.rows<RunCounts>(READ_COUNTS, [runId])
  return counts ?? { rows_read: 0, rows_rejected: 0 }
}

/**
 * The feed goes on from where this run ended, if it stands where this run began and is still set as it was. Rows that
 * were refused for what stands here, not for what they say, are read again.
 */
const MOVE_FEED_CURSOR = `
  update feed f set "cursor" = r.source_end -> 'cursor', updated_at = now()
  from feed_run r
  where r.id = $1 and f.id = r.feed_id and r.source ->> 'type' = 'feed' and jsonb_typeof(r.source_end -> 'cursor') = 'object'
    and f.kind = r.source ->> 'kind' and f.settings = r.source -> 'settings'
    and coalesce(f."cursor", 'null') = coalesce(r.source -> 'cursor', 'null')
    and not exists (select from feed_run_rejection j where j.run_id = r.id and j.code in ('changed_meanwhile', 'refused_by_database'))`

/** Moves the cursor of a run's feed, when the run has completed and its source was read to the end. */
export const moveFeedCursor = (db: Executor, run: RunRecord): Promise<number> => db.run(MOVE_FEED_CURSOR, [run.id])

const TRY_AGAIN = `
  update feed_run set
    state = case when state = 'reading' then 'queued' else state end,
    attempts = attempts + 1, next_attempt_at = now() + make_interval(secs => $3::float8 / 1000), error = $4, updated_at = now()
  where id = $1 and fencing_token = $2 and state in ('reading', 'planned', 'applying', 'publishing')`

/**
 * Lays a run down for a while after a failure that may pass. One that was still reading lets others of its catalog go
 * first; one that has begun to apply keeps its place.
 */
export const tryAgain = (db: Executor, run: RunRecord, failure: RunFailure, delayMs: number): Promise<number> =>
  db.run(TRY_AGAIN, [run.id, run.fencing_token, delayMs, JSON.stringify(failure)])

/**
 * SQL: what a run that ends before it is through leaves to be told of: the products behind `publish_cursor` up to
 * `cursor`, which are all of them when it was telling already.
 */
export const LEAVES_UNTOLD = `
  publish_cursor = case when state = 'applying' and "cursor" > 0 then 0 when state = 'publishing' then "cursor" end,
  "cursor" = case when state = 'publishing' then coalesce((plan ->> 'products')::int, "cursor") else "cursor" end`

const FAIL = `
  update feed_run set state = 'failed', error = $3, finished_at = now(), updated_at = now(), ${LEAVES_UNTOLD}
  where id = $1 and fencing_token = $2 and state not in ('completed', 'failed', 'cancelled')`

/** Ends a run with what a person needs to know. */
export const failRun = (db: Executor, run: RunRecord, failure: RunFailure): Promise<number> =>
  db.run(FAIL, [run.id, run.fencing_token, JSON.stringify(failure)])

const FORGET_STAGED = `
  with marks as (delete from staging.item_mark where run_id = $1)
  delete from staging.feed_row where run_id = $1`

/** Drops the staged rows of a run that has ended; its plan and its rejections stay. */
export const forgetStagedRows = (db: Executor, runId: string): Promise<number> => db.run(FORGET_STAGED, [runId])

const TOUCH_CATALOG = `update catalog set last_synced_at = now(), updated_at = now() where id = $1`

/** Notes on the catalog that a run of it has completed. */
export const touchCatalog = (db: Executor, catalogId: string): Promise<number> => db.run(TOUCH_CATALOG, [catalogId])

/** An ended run whose products behind `publish_cursor`, up to `cursor`, nobody has been told of. */
export type UntoldEnding = { id: string; catalog_id: string; cursor: number; publish_cursor: number }

const CLAIM_ENDING = `
  update feed_run set updated_at = now()
  where id = $1 and publish_cursor is not null and ($2 or updated_at < now() - make_interval(secs => $3)) and deleted_at is null
  returning id, catalog_id, "cursor", publish_cursor`

/**
 * Takes a run that ended before it was through, to tell of what it had applied; null when there is nothing left to tell.
 * Whoever was at it himself takes it at once, everybody else when nothing was heard of it for so many seconds.
 */
export const claimEnding = async (
  db: Executor,
  runId: string,
  isOwn: boolean,
  silenceS: number
): Promise<UntoldEnding | null> => {
  const [ending] = await db.rows<UntoldEnding>(CLAIM_ENDING, [runId, isOwn, silenceS])
  return ending ?? null
}

const NOTE_TOLD = `update feed_run set publish_cursor = $2, updated_at = now() where id = $1 and publish_cursor is not null`

/** Notes up to which product has been told; null ends it. */
export const noteTold = (db: Executor, runId: string, told: number | null): Promise<number> =>
  db.run(NOTE_TOLD, [runId, told])

const TOUCH_ENDING = `update feed_run set updated_at = now() where id = $1 and publish_cursor is not null`

/** Tells that somebody is at what an ended run has left to be told of. */
export const touchEnding = (db: Executor, runId: string): Promise<number> => db.run(TOUCH_ENDING, [runId])
