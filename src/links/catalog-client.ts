import { defineLink } from "@medusajs/framework/utils"
import CatalogModule from "../modules/catalog"
import TenancyModule from "../modules/tenancy"

/** `catalog.client`: the client that owns a catalog; none owns a shared one. */
export default defineLink(
  { linkable: CatalogModule.linkable.catalog, field: "client_id" },
  TenancyModule.linkable.client,
  { readOnly: true }
)
