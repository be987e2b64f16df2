import { Modules } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { TenancyErrors } from "../../../modules/tenancy"
import { tenancyOf } from "./tenancy"

/** The sites to delete, and the client when it goes with them. */
export type RefuseOrderedSitesInput = { site_ids: string[]; client_id?: string | undefined }

/** Stops the deletion of sites in whose channels something was ever ordered, for an order must go on to name its site. */
export const refuseOrderedSitesStep = createStep(
  "refuse-ordered-sites",
  async ({ site_ids, client_id }: RefuseOrderedSitesInput, { container }) => {
    const sites = await tenancyOf(container).listSites({ id: site_ids }, { take: site_ids.length })
    const channels = sites.flatMap((site) => site.sales_channel_id ?? [])
    const [order] = await container
      .resolve(Modules.ORDER)
      .listOrders({ sales_channel_id: channels }, { take: 1, select: ["id", "sales_channel_id"] })
    const ordered = order && sites.find((site) => site.sales_channel_id === order.sales_channel_id)
    if (ordered && client_id !== undefined) throw TenancyErrors.clientHasOrders(client_id)
    if (ordered) throw TenancyErrors.siteHasOrders(ordered.id)
    return new StepResponse(site_ids)
  }
)
