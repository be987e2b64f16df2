import type { Executor } from "../../../../postgres/executor"

/**
 * How many runs of one client's catalogs may be under way at once over all workers, by the client's tier; `shared` is
 * for all catalogs without a client together. What is not named has no limit.
 */
export type RunsPerClient = Partial<Record<"standard" | "professional" | "enterprise" | "shared", number>>

const NO_LIMIT = 1_000_000

/**
 * SQL: how many more runs of the client of the catalog `c` may begin; the arguments name the statement's parameters. A
 * run whose worker fell silent takes no room, nor does one that is laid down for another attempt: both go on when they
 * are claimed, even if others have begun in their place.
 */
export const roomOf = (silenceS: string, runsPerClient: string): string => `(
  coalesce((${runsPerClient}::jsonb ->> coalesce((select tier from client where id = c.client_id), 'shared'))::int, ${NO_LIMIT})
  - (select count(*)::int from feed_run begun
    join catalog theirs on theirs.id = begun.catalog_id
    where theirs.client_id is not distinct from c.client_id and begun.deleted_at is null
      and begun.state in ('reading', 'planned', 'applying', 'publishing') and begun.next_attempt_at is null
      and begun.updated_at >= now() - make_interval(secs => ${silenceS})))`

const LOCK_ROOM = `
  select pg_advisory_xact_lock(hashtextextended('feed_run.client:' || coalesce(c.client_id, ''), 0))
  from feed_run r join catalog c on c.id = r.catalog_id
  where r.id = $1`

/** Until the transaction ends nobody else claims a run of the client that this run is for: two would both see the last room. */
export const lockRoom = (db: Executor, runId: string): Promise<number> => db.run(LOCK_ROOM, [runId])
