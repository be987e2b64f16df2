import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CATALOG_MODULE } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"

/** Lists the items of a catalog, as their source knows them. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const catalog = await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getCatalog(req.params["id"] ?? "")
  const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "catalog_item",
    fields: req.queryConfig.fields,
    filters: { ...req.filterableFields, catalog_id: catalog.id },
    pagination: req.queryConfig.pagination,
  })
  res.json({ items: data, count: metadata?.count, offset: metadata?.skip, limit: metadata?.take })
}
