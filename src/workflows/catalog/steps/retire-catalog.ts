import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors, retireCatalogs } from "../../../modules/catalog"
import { inTransaction } from "../../../postgres/executor"

/** Retires a catalog that no site sells, in one transaction; it is the last step that may fail. */
export const retireCatalogStep = createStep("retire-catalog", async (id: string, { container }) => {
  const query = container.resolve(ContainerRegistrationKeys.QUERY)
  const { data: sites } = await query.graph({ entity: "site", fields: ["id"], filters: { catalog_id: id } })
  if (sites.length > 0) throw CatalogErrors.catalogInUse(id, sites.length)
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const retired = await inTransaction(knex, (db) => retireCatalogs(db, { catalogId: id }))
  if (retired === 0) throw CatalogErrors.unknownCatalog(id)
  return new StepResponse({ id })
})
