import { model } from "@medusajs/framework/utils"

/** An item that a site does not show. */
export const Exclusion = model
  .define("exclusion", {
    id: model.id({ prefix: "excl" }).primaryKey(),
    site_id: model.text(),
    item_id: model.text(),
    reason: model.text().nullable(),
  })
  .indexes([
    {
      name: "IDX_exclusion_site_id_item_id_unique",
      on: ["site_id", "item_id"],
      unique: true,
      where: "deleted_at IS NULL",
    },
    { name: "IDX_exclusion_item_id", on: ["item_id"], where: "deleted_at IS NULL" },
  ])
