import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import type { UpdateSite } from "../../../modules/tenancy/types"
import { tenancyOf } from "./tenancy"

/** Which site changes, and what of it. */
export type UpdateSiteInput = { id: string; changes: UpdateSite }

/** Changes a site; undone by writing back what it was. */
export const updateSiteStep = createStep(
  "update-site",
  async ({ id, changes }: UpdateSiteInput, { container }) => {
    const tenancy = tenancyOf(container)
    const [site] = await tenancy.listSites({ id }, { take: 1, relations: ["domains"] })
    await tenancy.updateSite(id, changes)
    return new StepResponse({ id }, site)
  },
  async (site, { container }) => {
    if (!site) return
    const { id, name, status, branding, settings, currency_code, time_zone, region_id, catalog_id, domains } = site
    await tenancyOf(container).updateSite(id, {
      ...{ name, status, branding, settings, currency_code, time_zone, region_id, catalog_id },
      domains: domains.map(({ domain }) => domain),
      primary_domain: domains.find(({ is_primary }) => is_primary)?.domain,
    })
  }
)
