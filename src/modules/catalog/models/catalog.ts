import { model } from "@medusajs/framework/utils"

/**
 * A set of items with a type, pricing rules and feeds. `key` is its namespace: eight characters that keep its products'
 * sku, barcode and handle apart from those of every other catalog. Without a `client_id` it is shared by all clients.
 */
export const Catalog = model
  .define("catalog", {
    id: model.id({ prefix: "catalog" }).primaryKey(),
    key: model.text(),
    name: model.text().searchable(),
    type: model.enum(["erp", "manual", "vendor", "dropship"]),
    source: model.text().nullable(),
    status: model.enum(["draft", "active", "inactive"]).default("active"),
    client_id: model.text().nullable(),
    pricing_rules: model.json().default({}),
    sync_settings: model.json().default({}),
    last_synced_at: model.dateTime().nullable(),
  })
  .indexes([
    { name: "IDX_catalog_key_unique", on: ["key"], unique: true, where: "deleted_at IS NULL" },
    { name: "IDX_catalog_client_id", on: ["client_id"], where: "deleted_at IS NULL" },
  ])
