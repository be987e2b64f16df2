import { model } from "@medusajs/framework/utils"
import { Site } from "./site"

/** A company whose sites we run. Its tier sets rate limits, timeouts and concurrency. */
export const Client = model
  .define("client", {
    id: model.id({ prefix: "client" }).primaryKey(),
    name: model.text().searchable(),
    slug: model.text().searchable(),
    description: model.text().nullable(),
    logo_url: model.text().nullable(),
    contact_email: model.text().nullable(),
    contact_phone: model.text().nullable(),
    address: model.json().nullable(),
    tier: model.enum(["standard", "professional", "enterprise"]).default("standard"),
    is_active: model.boolean().default(true),
    settings: model.json().default({}),
    sites: model.hasMany(() => Site, { mappedBy: "client" }),
  })
  .indexes([{ name: "IDX_client_slug_unique", on: ["slug"], unique: true, where: "deleted_at IS NULL" }])
