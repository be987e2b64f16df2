import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { tenancyOf } from "./tenancy"

/** Marks sites and their domains as deleted, which closes the shops at once; undone by restoring them. */
export const deleteSitesStep = createStep(
  "delete-sites",
  async (ids: string[], { container }) => {
    await tenancyOf(container).softDeleteSites(ids)
    return new StepResponse(ids, ids)
  },
  async (ids, { container }) => {
    if (ids) await tenancyOf(container).restoreSites(ids)
  }
)
