import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { TenancyErrors } from "../../../modules/tenancy"
import { tenancyOf } from "./tenancy"

/** Answers the ids of a client's sites. */
export const loadClientSitesStep = createStep("load-client-sites", async (id: string, { container }) => {
  const [client] = await tenancyOf(container).listClients({ id }, { take: 1, relations: ["sites"] })
  if (!client) throw TenancyErrors.unknownClient(id)
  return new StepResponse({ id, site_ids: client.sites.map((site) => site.id) })
})
