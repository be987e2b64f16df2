import type { Executor } from "../../../postgres/executor"
import { CatalogErrors } from "../errors"
import type { FeedDTO, Guards, RunSource, RunTrigger } from "../types"
import type { ReadMode } from "../sources/source"

/** A run that is to be recorded. */
export type NewRun = {
  id: string
  catalog_id: string
  feed_id: string | null
  source: RunSource
  mode: ReadMode
  dry_run: boolean
  priority: number
  guards: Guards | null
  trigger: RunTrigger
  requested_by: string | null
  retry_of: string | null
  due_at: string | null
  on_busy: FeedDTO["on_busy"]
}

const LOCK = `select pg_advisory_xact_lock(hashtextextended('feed_run:' || $1, 0))`

/** Requests for one catalog come one after another, so that two that refuse to wait don't both find it idle. */
export const lockRequests = async (db: Executor, catalogIds: readonly string[]): Promise<void> => {
  for (const id of [...catalogIds].sort()) await db.run(LOCK, [id])
}

const BUSY = `
  select id from feed_run
  where catalog_id = $1 and state in ('queued', 'reading', 'planned', 'applying', 'publishing') and deleted_at is null limit 1`

const INSERT = `
  insert into feed_run (id, catalog_id, feed_id, source, mode, dry_run, priority, guards, trigger, requested_by, retry_of, due_at)
  select $1, c.id, f.id, $4, $5, $6, $7, $8, $9, $10, $11, $12
  from catalog c left join feed f on f.id = $3 and f.deleted_at is null
  where c.id = $2 and c.deleted_at is null and ($3::text is null or f.id is not null)`

/**
 * Records a run that waits to be executed, or refuses it because its catalog has one and nobody wants to wait, or
 * because the catalog or the feed has just been deleted.
 */
export const insertRun = async (db: Executor, run: NewRun): Promise<void> => {
  await lockRequests(db, [run.catalog_id])
  const [busy] = run.on_busy === "refuse" ? await db.rows<{ id: string }>(BUSY, [run.catalog_id]) : []
  if (busy) throw CatalogErrors.catalogBusy(run.catalog_id, busy.id)
  const { id, catalog_id, feed_id, source, mode, dry_run, priority, guards, trigger, requested_by } = run
  const json = [JSON.stringify(source), guards && JSON.stringify(guards)]
  const values = [id, catalog_id, feed_id, json[0], mode, dry_run, priority, json[1], trigger, requested_by]
  if ((await db.run(INSERT, [...values, run.retry_of, run.due_at])) > 0) return
  throw feed_id ? CatalogErrors.unknownFeed(feed_id) : CatalogErrors.unknownCatalog(catalog_id)
}

const QUEUED_DELTA = `
  select id from feed_run
  where feed_id = $1 and mode = 'delta' and state = 'queued' and approved_at is null and not dry_run and deleted_at is null
  order by created_at limit 1`

/** Records a delta of a feed unless one waits for its turn already, and answers the id of the one that will run. */
export const insertDelta = async (db: Executor, run: NewRun): Promise<string> => {
  await lockRequests(db, [run.catalog_id])
  const [queued] = await db.rows<{ id: string }>(QUEUED_DELTA, [run.feed_id])
  if (!queued) await insertRun(db, run)
  return queued?.id ?? run.id
}
