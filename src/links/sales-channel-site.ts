import SalesChannelModule from "@medusajs/medusa/sales-channel"
import { defineLink } from "@medusajs/framework/utils"
import TenancyModule from "../modules/tenancy"

/** `sales_channel.site`: so that an order, a cart or a product names its site, and through it its client. */
export default defineLink(
  { linkable: SalesChannelModule.linkable["salesChannel"], field: "id" },
  { ...TenancyModule.linkable.site.id, primaryKey: "sales_channel_id" },
  { readOnly: true }
)
