import { model } from "@medusajs/framework/utils"
import { Client } from "./client"
import { SiteDomain } from "./site-domain"

/** One branded shop of a client. It is one Medusa sales channel with one publishable key. */
export const Site = model
  .define("site", {
    id: model.id({ prefix: "site" }).primaryKey(),
    name: model.text().searchable(),
    status: model.enum(["draft", "active", "inactive"]).default("draft"),
    branding: model.json().default({}),
    settings: model.json().default({}),
    currency_code: model.text(),
    time_zone: model.text().default("UTC"),
    region_id: model.text().nullable(),
    catalog_id: model.text().nullable(),
    sales_channel_id: model.text().nullable(),
    publishable_key_id: model.text().nullable(),
    client: model.belongsTo(() => Client, { mappedBy: "sites" }),
    domains: model.hasMany(() => SiteDomain, { mappedBy: "site" }),
  })
  .cascades({ delete: ["domains"] })
  .indexes([
    { name: "IDX_site_catalog_id", on: ["catalog_id"], where: "deleted_at IS NULL" },
    { name: "IDX_site_sales_channel_id_unique", on: ["sales_channel_id"], unique: true, where: "deleted_at IS NULL" },
  ])
