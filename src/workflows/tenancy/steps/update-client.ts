import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import type { UpdateClient } from "../../../modules/tenancy/types"
import { tenancyOf } from "./tenancy"

/** Which client changes, and what of it. */
export type UpdateClientInput = { id: string; changes: UpdateClient }

/** Changes a client; undone by writing back what it was. */
export const updateClientStep = createStep(
  "update-client",
  async ({ id, changes }: UpdateClientInput, { container }) => {
    const tenancy = tenancyOf(container)
    const [client] = await tenancy.listClients({ id }, { take: 1 })
    await tenancy.updateClient(id, changes)
    return new StepResponse({ id }, client)
  },
  async (client, { container }) => {
    if (!client) return
    const { id, name, slug, description, logo_url, contact_email, contact_phone, address, tier, is_active, settings } =
      client
    const before = {
      name,
      slug,
      description,
      logo_url,
      contact_email,
      contact_phone,
      address,
      tier,
      is_active,
      settings,
    }
    await tenancyOf(container).updateClient(id, before)
  }
)
