import SalesChannelModule from "@medusajs/medusa/sales-channel"
import { defineLink } from "@medusajs/framework/utils"
import TenancyModule from "../modules/tenancy"

/** `site.sales_channel`: the channel that a site is. */
export default defineLink(
  { linkable: TenancyModule.linkable.site, field: "sales_channel_id" },
  { linkable: SalesChannelModule.linkable["salesChannel"], alias: "sales_channel" },
  { readOnly: true }
)
