import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { TenancyErrors } from "../../../modules/tenancy"
import { tenancyOf } from "./tenancy"

/** The catalog wished for a site that exists (`site_id`) or that a client is about to get (`client_id`). */
export type CheckCatalogInput = {
  catalog_id?: string | null | undefined
  client_id?: string | undefined
  site_id?: string | undefined
}

/** Refuses a catalog that the client of the site may not sell from: it must be shared, or the client's own. */
export const checkCatalogStep = createStep("check-catalog", async (input: CheckCatalogInput, { container }) => {
  const { catalog_id, site_id } = input
  if (!catalog_id) return new StepResponse({})
  const [site] = site_id ? await tenancyOf(container).listSites({ id: site_id }, { take: 1 }) : []
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "catalog",
    fields: ["id", "client_id"],
    filters: { id: catalog_id },
  })
  const [catalog] = data as { client_id: string | null }[]
  const owner = catalog?.client_id ?? null
  if (!catalog || (owner !== null && owner !== (site?.client_id ?? input.client_id)))
    throw TenancyErrors.catalogNotAvailable(catalog_id)
  return new StepResponse({})
})
