import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CatalogErrors } from "../../../modules/catalog"
import type { CatalogDTO } from "../../../modules/catalog/types"

/** Answers the catalog with the fields that the request asks for; 404 `unknown_catalog` when there is none. */
export const readCatalog = async (req: MedusaRequest, id: string) => {
  const { data } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "catalog",
    fields: req.queryConfig.fields,
    filters: { id },
  })
  const [catalog] = data as Partial<CatalogDTO>[]
  if (!catalog) throw CatalogErrors.unknownCatalog(id)
  return catalog
}
