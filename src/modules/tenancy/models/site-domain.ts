import { model } from "@medusajs/framework/utils"
import { Site } from "./site"

/** A host name that a site answers to: lower-case, IDN in its ASCII form, without port. */
export const SiteDomain = model
  .define("site_domain", {
    id: model.id({ prefix: "dom" }).primaryKey(),
    domain: model.text(),
    is_primary: model.boolean().default(false),
    site: model.belongsTo(() => Site, { mappedBy: "domains" }),
  })
  .indexes([
    { name: "IDX_site_domain_domain_unique", on: ["domain"], unique: true, where: "deleted_at IS NULL" },
    {
      name: "IDX_site_domain_primary_unique",
      on: ["site_id"],
      unique: true,
      where: "is_primary AND deleted_at IS NULL",
    },
  ])
