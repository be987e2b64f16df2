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
 * checks `fencing_token`, so that a worker that lost the run can no longer write.
 */
export const FeedRun = model
  .define("feed_run", {
    id: model.id({ prefix: "run" }).primaryKey(),
    catalog_id: model.text(),
    state: model.enum([...FEED_RUN_STATES]).default("queued"),
    source: model.json(),
    cursor: model.number().default(0),
    fencing_token: model.number().default(0),
    rows_read: model.number().default(0),
    rows_created: model.number().default(0),
    rows_updated: model.number().default(0),
    rows_reactivated: model.number().default(0),
    rows_deactivated: model.number().default(0),
    rows_unchanged: model.number().default(0),
    rows_rejected: model.number().default(0),
    error: model.json().nullable(),
    requested_by: model.text().nullable(),
    started_at: model.dateTime().nullable(),
    finished_at: model.dateTime().nullable(),
  })
  .indexes([
    { name: "IDX_feed_run_catalog_id_created_at", on: ["catalog_id", "created_at"], where: "deleted_at IS NULL" },
  ])
