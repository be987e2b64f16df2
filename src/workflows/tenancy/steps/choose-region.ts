import type { MedusaContainer } from "@medusajs/framework/types"
import { Modules } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { TenancyErrors } from "../../../modules/tenancy"
import { tenancyOf } from "./tenancy"

/** What is wished for a new site, or (with its id) for an existing one. */
export type ChooseRegionInput = {
  site_id?: string | undefined
  currency_code?: string | undefined
  region_id?: string | null | undefined
}

const regionOf = async (container: MedusaContainer, currency: string, regionId: string | null | undefined) => {
  const filter = regionId ? { id: regionId } : { currency_code: currency }
  const [region] = await container
    .resolve(Modules.REGION)
    .listRegions(filter, { take: 1, order: { created_at: "ASC" }, select: ["id", "currency_code"] })
  if (!region) throw regionId ? TenancyErrors.unknownRegion(regionId) : TenancyErrors.noRegionOfCurrency(currency)
  if (region.currency_code !== currency) {
    throw TenancyErrors.regionOfOtherCurrency(region.id, region.currency_code, currency)
  }
  return region.id
}

/**
 * Answers the region that a site sells in: the one that was asked for, which must have the site's currency, otherwise
 * the oldest region of that currency. Nothing is answered when neither region nor currency of a site change.
 */
export const chooseRegionStep = createStep("choose-region", async (input: ChooseRegionInput, { container }) => {
  const { site_id, currency_code, region_id } = input
  if (site_id && currency_code === undefined && region_id === undefined) return new StepResponse({})
  const [site] = site_id ? await tenancyOf(container).listSites({ id: site_id }, { take: 1 }) : []
  if (site_id && !site) throw TenancyErrors.unknownSite(site_id)
  const currency = (currency_code ?? site?.currency_code ?? "").toLowerCase()
  const keeps = region_id === undefined && site?.currency_code === currency
  return new StepResponse({ region_id: await regionOf(container, currency, keeps ? site.region_id : region_id) })
})
