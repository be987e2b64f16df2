import type { Executor } from "../../../../postgres/executor"
import type { RunRecord } from "../../types"
import { CatalogErrors } from "../../errors"
import { failureOf } from "../failure"
import type { RunInLine } from "../turns"
import { announceRun } from "./announcements"
import { lockRoom, roomOf, type RunsPerClient } from "./room"
import { forgetStagedRows } from "./runs"

/**
 * A run whose worker has been silent for so long is taken over by another one. In seconds: with the look for silent runs
 * every 15 s, a run whose worker was killed goes on within 60 s.
 */
export const SILENCE_BEFORE_TAKEOVER_S = 30

const FIELDS = `r.id, r.catalog_id, r.feed_id, r.state, r.mode, r.dry_run, r.priority, r.source, r.guards, r.attempts, r."cursor", r.fencing_token`

/** SQL: another run of the catalog of the run `r` is under way. */
const CATALOG_IS_BUSY = `exists (
  select from feed_run other
  where other.catalog_id = r.catalog_id and other.id <> r.id and other.deleted_at is null
    and other.state in ('reading', 'planned', 'applying', 'publishing'))`

const CLAIM = `
  update feed_run r
  set state = case when r.state <> 'queued' then r.state when r.approved_at is null then 'reading' else 'planned' end,
      fencing_token = r.fencing_token + 1,
      started_at = coalesce(r.started_at, now()),
      next_attempt_at = null,
      error = null,
      updated_at = now()
  from catalog c
  where r.id = $1 and r.deleted_at is null and c.id = r.catalog_id
    and (r.next_attempt_at is null or r.next_attempt_at <= now())
    and ((r.state = 'queued' and ${roomOf("$2", "$3")} > 0)
      or (r.state in ('reading', 'planned', 'applying', 'publishing')
        and (r.next_attempt_at is not null or r.updated_at < now() - make_interval(secs => $2))))
    and not ${CATALOG_IS_BUSY}
  returning ${FIELDS}`

/**
 * So often a run may be claimed while it reads; those of an operator's restarts are far fewer. A source that ends every
 * process that reads it would otherwise go from worker to worker for ever.
 */
const MOST_READING_CLAIMS = 10

const FAIL_DEADLY = `
  update feed_run set state = 'failed', error = $3, finished_at = now(), updated_at = now()
  where id = $1 and state = 'reading' and deleted_at is null and fencing_token >= $4
    and next_attempt_at is null and updated_at < now() - make_interval(secs => $2)`

/** Ends a run whose workers fell silent time and again while they read its source, and answers whether it did. */
const failDeadly = async (db: Executor, runId: string): Promise<boolean> => {
  const failure = JSON.stringify(failureOf(CatalogErrors.workersLost(MOST_READING_CLAIMS)))
  const values = [runId, SILENCE_BEFORE_TAKEOVER_S, failure, MOST_READING_CLAIMS]
  if ((await db.run(FAIL_DEADLY, values)) === 0) return false
  await forgetStagedRows(db, runId)
  await announceRun(db, runId)
  return true
}

/**
 * Takes a run that waits, or one whose worker fell silent, and raises its fencing token, which shuts the former worker
 * out. Answers null when the run is not to be had: another worker is on it, another run of its catalog is under way, or
 * as many of its client's as may be. For a transaction, which holds the client's room until it ends.
 */
export const claimRun = async (
  db: Executor,
  runId: string,
  runsPerClient: RunsPerClient
): Promise<RunRecord | null> => {
  await lockRoom(db, runId)
  if (await failDeadly(db, runId)) return null
  const [run] = await db.rows<RunRecord>(CLAIM, [runId, SILENCE_BEFORE_TAKEOVER_S, JSON.stringify(runsPerClient)])
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
  with c as (select client_id from catalog where id = $1),
    first as (
      select distinct on (r.catalog_id) r.id, r.priority, r.created_at
      from c
      join catalog theirs on theirs.client_id is not distinct from c.client_id
      join feed_run r on r.catalog_id = theirs.id
      where r.state = 'queued' and r.deleted_at is null
        and (r.next_attempt_at is null or r.next_attempt_at <= now())
        and not ${CATALOG_IS_BUSY}
      order by r.catalog_id, r.priority desc, r.created_at, r.id)
  select id from first
  order by priority desc, created_at, id
  limit (select greatest(${roomOf("$2", "$3")}, 0) from c)`

/** The runs that may begin when one of a catalog has ended: of its client's catalogs, by priority, then by waiting time. */
export const nextQueuedRuns = async (
  db: Executor,
  catalogId: string,
  runsPerClient: RunsPerClient
): Promise<string[]> => {
  const values = [catalogId, SILENCE_BEFORE_TAKEOVER_S, JSON.stringify(runsPerClient)]
  return (await db.rows<{ id: string }>(NEXT_QUEUED, values)).map(({ id }) => id)
}

const RESUMABLE = `
  select r.id from feed_run r join catalog c on c.id = r.catalog_id
  where r.deleted_at is null
    and r.state in ('queued', 'reading', 'planned', 'applying', 'publishing')
    and case when r.next_attempt_at is null then r.updated_at < now() - make_interval(secs => $1) else r.next_attempt_at <= now() end
    and (r.state <> 'queued' or (${roomOf("$1", "$2")} > 0 and not ${CATALOG_IS_BUSY}))
  order by r.state = 'queued', r.priority desc, r.created_at limit 100`

const UNTOLD = `
  select id from feed_run
  where publish_cursor is not null and updated_at < now() - make_interval(secs => $1) and deleted_at is null
  order by updated_at limit 100`

/** Runs that nobody has moved for the time after which they may be taken over, those under way first; without those that may not begin yet. Last come ended ones that have left something to be told. */
export const listSilentRuns = async (db: Executor, runsPerClient: RunsPerClient): Promise<string[]> => {
  const values = [SILENCE_BEFORE_TAKEOVER_S, JSON.stringify(runsPerClient)]
  const resumable = await db.rows<{ id: string }>(RESUMABLE, values)
  return [...resumable, ...(await db.rows<{ id: string }>(UNTOLD, [SILENCE_BEFORE_TAKEOVER_S]))].map(({ id }) => id)
}
