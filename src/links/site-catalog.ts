import { defineLink } from "@medusajs/framework/utils"
import CatalogModule from "../modules/catalog"
import TenancyModule from "../modules/tenancy"

/** `site.catalog`: the catalog that a site sells from. */
export default defineLink(
  { linkable: TenancyModule.linkable.site, field: "catalog_id" },
  CatalogModule.linkable.catalog,
  { readOnly: true }
)
