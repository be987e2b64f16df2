import { model } from "@medusajs/framework/utils"

/**
 * Where a catalog's items come from: a kind of source with its settings, when it is read and what its runs may do.
 * `credentials` and `hook_secret` hold sealed texts or the names of secrets, and never leave the server. `cursor` is
 * where the next delta begins.
 */
export const Feed = model
  .define("feed", {
    id: model.id({ prefix: "feed" }).primaryKey(),
    catalog_id: model.text(),
    name: model.text().searchable(),
    kind: model.text(),
    settings: model.json().default({}),
    credentials: model.json().default({}),
    schedule: model.text().nullable(),
    time_zone: model.text().default("UTC"),
    scheduled_after: model.dateTime().nullable(),
    default_mode: model.enum(["delta", "full"]).default("delta"),
    guards: model.json().default({}),
    absence_grace_runs: model.number().default(0),
    on_busy: model.enum(["wait", "refuse"]).default("wait"),
    priority: model.number().default(0),
    cursor: model.json().nullable(),
    hook_secret: model.text().nullable(),
    is_active: model.boolean().default(true),
  })
  .indexes([{ name: "IDX_feed_catalog_id", on: ["catalog_id"], where: "deleted_at IS NULL" }])
