import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { TenancyErrors } from "../../../modules/tenancy"
import { tenancyOf } from "./tenancy"

/** Answers what stands behind the given sites in Medusa: their channels and keys. */
export const loadSitesStep = createStep("load-sites", async (ids: string[], { container }) => {
  const sites = await tenancyOf(container).listSites({ id: ids }, { take: ids.length })
  const missing = ids.find((id) => !sites.some((site) => site.id === id))
  if (missing !== undefined) throw TenancyErrors.unknownSite(missing)
  return new StepResponse({
    ids,
    sales_channel_ids: sites.flatMap((site) => site.sales_channel_id ?? []),
    publishable_key_ids: sites.flatMap((site) => site.publishable_key_id ?? []),
  })
})
