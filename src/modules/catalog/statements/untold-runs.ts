import type { Executor } from "../../../postgres/executor"

/** A run that a person should look at. */
export type UntoldRun = {
  id: string
  state: "failed" | "awaiting_approval"
  catalog_name: string
  feed_name: string | null
  message: string | null
}

/** A run is told of once for each state: who approves one that fails later is told again. */
const CLAIM = `
  update feed_run r set notified_at = now()
  from catalog c
  where c.id = r.catalog_id and r.id in (
    select id from feed_run
    where state in ('failed', 'awaiting_approval') and deleted_at is null and updated_at > now() - interval '1 day'
      and (notified_at is null or notified_at < coalesce(approved_at, '-infinity'))
    order by updated_at limit 100 for update skip locked)
  returning r.id, r.state, c.name as catalog_name, (select f.name from feed f where f.id = r.feed_id) as feed_name,
    coalesce(r.error ->> 'message', r.findings -> 0 ->> 'message') as message`

/** Takes the runs that failed or wait, and that nobody has been told of. */
export const claimUntoldRuns = (db: Executor): Promise<UntoldRun[]> => db.rows(CLAIM)

/** Gives runs back that could not be told of. */
export const releaseUntoldRuns = (db: Executor, ids: string[]): Promise<number> =>
  db.run("update feed_run set notified_at = null where id = any ($1)", [ids])
