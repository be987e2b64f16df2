import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors, retireCatalogs } from "../../../modules/catalog"

/** Retires a catalog that no site sells; it is the last step that may fail. */
export const retireCatalogStep = createStep("retire-catalog", async (id: string, { container }) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: sites } = await query.graph({ entity: "site", fields: ["id"], filters: { catalog_id: id } })
  if (sites.length > 0) throw CatalogErrors.catalogInUse(id, sites.length)
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const retired = await retireCatalogs(knex, { catalogId: id })
  if (retired === 0) throw CatalogErrors.unknownCatalog(id)
  return new StepResponse({ id })
})
