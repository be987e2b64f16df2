import RegionModule from "@medusajs/medusa/region"
import { defineLink } from "@medusajs/framework/utils"
import TenancyModule from "../modules/tenancy"

/** `site.region`: where a site sells, and with which currency and payment providers. */
export default defineLink({ linkable: TenancyModule.linkable.site, field: "region_id" }, RegionModule.linkable.region, {
  readOnly: true,
})
