import type { Executor } from "../../../../postgres/executor"
import type { RunRecord } from "../../types"
import type { RunInLine } from "../turns"

/**
 * A run whose worker has been silent for so long is taken over by another one. In seconds: with the look for silent runs
 * every 15 s, a run whose worker was killed goes on within 60 s.
 */
export const SILENCE_BEFORE_TAKEOVER_S = 30

const FIELDS = `id, catalog_id, feed_id, state, mode, dry_run, priority, source, guards, attempts, "cursor", fencing_token`

const CLAIM = `
  update feed_run r
  set state = case when r.state <> 'queued' then r.state when r.approved_at is null then 'reading' else 'planned' end,
      fencing_token = r.fencing_token + 1,
      started_at = coalesce(r.started_at, now()),
      next_attempt_at = null,
      error = null,
      updated_at = now()
  where r.id = $1 and r.deleted_at is null
    and (r.next_attempt_at is null or r.next_attempt_at <= now())
    and (r.state = 'queued' or (r.state in ('reading', 'planned', 'applying', 'publishing')
      and (r.next_attempt_at is not null or r.updated_at < now() - make_interval(secs => $2))))
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

const WAITING = `
  select r.id, c.client_id, r.priority, extract(epoch from r.created_at)::float8 * 1000 as since
  from feed_run r join catalog c on c.id = r.catalog_id
  where r.id = $1 and r.state in ('queued', 'reading', 'planned', 'applying', 'publishing') and r.deleted_at is null`

/** What a run's place in the line depends on, or null when there is nothing to do for it. */
export const waitingRun = async (db: Executor, runId: string): Promise<RunInLine | null> => {
  const [run] = await db.rows<RunInLine>(WAITING, [runId])
  return run ?? null
}

const NEXT_QUEUED = `
  select id from feed_run
  where catalog_id = $1 and state = 'queued' and deleted_at is null
    and (next_attempt_at is null or next_attempt_at <= now())
  order by priority desc, created_at, id limit 1`

/** The run of a catalog that comes next: by priority, then the one that has waited longest. */
export const nextQueuedRun = async (db: Executor, catalogId: string): Promise<string | null> => {
  const [run] = await db.rows<{ id: string }>(NEXT_QUEUED, [catalogId])
  return run?.id ?? null
}

const RESUMABLE = `
  select r.id from feed_run r
  where r.deleted_at is null
    and r.state in ('queued', 'reading', 'planned', 'applying', 'publishing')
    and case when r.next_attempt_at is null then r.updated_at < now() - make_interval(secs => $1) else r.next_attempt_at <= now() end
  order by r.priority desc, r.created_at limit 100`

/** Runs that nobody has moved for the time after which they may be taken over. */
export const listSilentRuns = async (db: Executor): Promise<string[]> =>
  (await db.rows<{ id: string }>(RESUMABLE, [SILENCE_BEFORE_TAKEOVER_S])).map((run) => run.id)
