import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { tenancyOf } from "./tenancy"

/** Marks a client as deleted; undone by restoring it. */
export const deleteClientStep = createStep(
  "delete-client",
  async (id: string, { container }) => {
    await tenancyOf(container).softDeleteClients(id)
    return new StepResponse({ id }, id)
  },
  async (id, { container }) => {
    if (id) await tenancyOf(container).restoreClients(id)
  }
)
