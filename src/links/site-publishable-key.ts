import ApiKeyModule from "@medusajs/medusa/api-key"
import { defineLink } from "@medusajs/framework/utils"
import TenancyModule from "../modules/tenancy"

/** `site.publishable_key`: the key that a storefront of the site sends. */
export default defineLink(
  { linkable: TenancyModule.linkable.site, field: "publishable_key_id" },
  { linkable: ApiKeyModule.linkable["apiKey"], alias: "publishable_key" },
  { readOnly: true }
)
