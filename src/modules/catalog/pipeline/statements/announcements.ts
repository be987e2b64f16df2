import type { Executor } from "../../../../postgres/executor"

/** What is told of a run: that it ended, or that it waits for a person. */
export const RUN_EVENTS = [
  "feed-run.awaiting_approval",
  "feed-run.completed",
  "feed-run.failed",
  "feed-run.cancelled",
] as const

const INSERT_DELIVERIES = `
  insert into webhook_delivery (id, webhook_id, event, payload, next_attempt_at)
  select 'whdel_' || upper(replace(gen_random_uuid()::text, '-', '')), w.id, 'feed-run.' || r.state,
    jsonb_build_object('event', 'feed-run.' || r.state, 'occurred_at', r.updated_at, 'feed_run', jsonb_build_object(
      'id', r.id, 'catalog_id', r.catalog_id, 'feed_id', r.feed_id, 'state', r.state, 'mode', r.mode, 'dry_run', r.dry_run,
      'trigger', r.trigger, 'rows_read', r.rows_read, 'rows_created', r.rows_created, 'rows_updated', r.rows_updated,
      'rows_reactivated', r.rows_reactivated, 'rows_deactivated', r.rows_deactivated, 'rows_unchanged', r.rows_unchanged,
      'rows_rejected', r.rows_rejected, 'plan', r.plan, 'findings', r.findings, 'error', r.error)),
    now()
  from feed_run r join webhook w on 'feed-run.' || r.state = any (w.events) and w.is_active and w.deleted_at is null
  where r.id = $1`

/**
 * Notes for each webhook what it is to be told of a run, in the transaction that moved the run there: nobody is told
 * what was rolled back, and a worker that dies leaves the news behind.
 */
export const announceRun = (db: Executor, runId: string): Promise<number> => db.run(INSERT_DELIVERIES, [runId])
