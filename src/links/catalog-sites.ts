import { defineLink } from "@medusajs/framework/utils"
import CatalogModule from "../modules/catalog"
import TenancyModule from "../modules/tenancy"

/** `catalog.sites`: the sites that sell from a catalog. */
export default defineLink(
  { linkable: CatalogModule.linkable.catalog, field: "id" },
  { ...TenancyModule.linkable.site.id, primaryKey: "catalog_id" },
  { readOnly: true, isList: true }
)
