import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { StepResponse, createStep } from "@medusajs/framework/workflows-sdk"
import { retireCatalogs } from "../../../modules/catalog"

/** Retires the catalogs that a client owned; it is the last step that may fail. */
export const retireClientCatalogsStep = createStep(
  "retire-client-catalogs",
  async (clientId: string, { container }) => {
    const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
    const retired = await retireCatalogs(knex, { clientId })
    return new StepResponse({ retired })
  }
)
