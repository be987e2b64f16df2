import { model } from "@medusajs/framework/utils"

/** The states of a run, in the order in which a run passes them; the last three end it, and the fifth waits for a person. */
export const FEED_RUN_STATES = [
  "queued",
  "reading",
  "planned",
  "awaiting_approval",
  "applying",
  "publishing",
  "completed",
  "failed",
  "cancelled",
] as const

/**
 * One execution of a feed. Progress lives here: each applied chunk moves `cursor` in its own transaction, which also
 * checks `fencing_token`, so that a worker that lost the run can no longer write. `plan` has the counts of the stored
 * plan, `findings` the guards that stopped it, `source_end` the cursor that it leaves to its feed, `publish_cursor` how
 * far a run that ended before it was through has been told of.
 */
export const FeedRun = model
  .define("feed_run", {
    id: model.id({ prefix: "run" }).primaryKey(),
    catalog_id: model.text(),
    state: model.enum([...FEED_RUN_STATES]).default("queued"),
    source: model.json(),
    cursor: model.number().default(0),
    publish_cursor: model.number().nullable(),
    fencing_token: model.number().default(0),
    rows_read: model.number().default(0),
    rows_expected: model.number().nullable(),
    rows_created: model.number().default(0),
    rows_updated: model.number().default(0),
    rows_reactivated: model.number().default(0),
    rows_deactivated: model.number().default(0),
    rows_unchanged: model.number().default(0),
    rows_rejected: model.number().default(0),
    error: model.json().nullable(),
    requested_by: model.text().nullable(),
    feed_id: model.text().nullable(),
    mode: model.enum(["delta", "full"]).default("delta"),
    dry_run: model.boolean().default(false),
    priority: model.number().default(0),
    trigger: model.enum(["manual", "schedule", "webhook"]).default("manual"),
    attempts: model.number().default(0),
    next_attempt_at: model.dateTime().nullable(),
    due_at: model.dateTime().nullable(),
    guards: model.json().nullable(),
    plan: model.json().nullable(),
    findings: model.json().nullable(),
    source_end: model.json().nullable(),
    columns: model.json().nullable(),
    retry_of: model.text().nullable(),
    approved_by: model.text().nullable(),
    approved_at: model.dateTime().nullable(),
    notified_at: model.dateTime().nullable(),
    started_at: model.dateTime().nullable(),
    finished_at: model.dateTime().nullable(),
  })
  .indexes([
    { name: "IDX_feed_run_catalog_id_created_at", on: ["catalog_id", "created_at"], where: "deleted_at IS NULL" },
    { name: "IDX_feed_run_feed_id_created_at", on: ["feed_id", "created_at"], where: "deleted_at IS NULL" },
  ])
