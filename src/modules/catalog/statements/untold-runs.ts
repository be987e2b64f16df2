import type { Executor } from "../../../postgres/executor"

/** A run of which a person should hear. */
export type UntoldRun = {
  id: string
  state: "failed" | "awaiting_approval" | "completed"
  dry_run: boolean
  catalog_name: string
  feed_name: string | null
  message: string | null
  rows_created: number
  rows_updated: number
  rows_reactivated: number
  rows_deactivated: number
  rows_unchanged: number
  rows_rejected: number
}

/**
 * A run is told of once for each state: who approves one that fails later is told again. That one completed is told
 * when a person asked for it or approved it; those of schedules and programs complete by the hour, and nobody would read of them.
 */
const CLAIM = `
  update feed_run r set notified_at = now()
  from catalog c
  where c.id = r.catalog_id and r.id in (
    select id from feed_run
    where (state in ('failed', 'awaiting_approval')
        or state = 'completed' and (requested_by like 'user\\_%' or approved_by like 'user\\_%'))
      and deleted_at is null and updated_at > now() - interval '1 day'
      and (notified_at is null or notified_at < coalesce(approved_at, '-infinity'))
    order by updated_at limit 100 for update skip locked)
  returning r.id, r.state, r.dry_run, r.rows_created, r.rows_updated, r.rows_reactivated, r.rows_deactivated,
    r.rows_unchanged, r.rows_rejected, c.name as catalog_name,
    (select f.name from feed f where f.id = r.feed_id) as feed_name,
    coalesce(r.error ->> 'message', r.findings -> 0 ->> 'message') as message`

/** Takes the runs that ended or wait, and that nobody has been told of. */
export const claimUntoldRuns = (db: Executor): Promise<UntoldRun[]> => db.rows(CLAIM)

/** Gives runs back that could not be told of. */
export const releaseUntoldRuns = (db: Executor, ids: string[]): Promise<number> =>
  db.run("update feed_run set notified_at = null where id = any ($1)", [ids])
