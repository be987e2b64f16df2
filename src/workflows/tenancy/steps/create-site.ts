import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import type { CreateSite } from "../../../modules/tenancy/types"
import { tenancyOf } from "./tenancy"

/** Stores a site with its domains; undone by deleting both. */
export const createSiteStep = createStep(
  "create-site",
  async (input: CreateSite, { container }) => {
    const site = await tenancyOf(container).createSite(input)
    return new StepResponse({ id: site.id }, site.id)
  },
  async (id, { container }) => {
    if (id) await tenancyOf(container).deleteSites(id)
  }
)
