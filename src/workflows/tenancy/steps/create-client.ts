import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import type { CreateClient } from "../../../modules/tenancy/types"
import { tenancyOf } from "./tenancy"

/** Stores a client; undone by deleting it. */
export const createClientStep = createStep(
  "create-client",
  async (input: CreateClient, { container }) => {
    const client = await tenancyOf(container).createClient(input)
    return new StepResponse({ id: client.id }, client.id)
  },
  async (id, { container }) => {
    if (id) await tenancyOf(container).deleteClients(id)
  }
)
