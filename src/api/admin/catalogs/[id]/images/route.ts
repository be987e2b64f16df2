import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CATALOG_MODULE, listImages } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"
import { executorOf } from "../../../../../postgres/executor"
import type { AdminListCatalogImagesQuery } from "./validators"

/** Lists the pictures that a catalog's products name, by status: what is kept of each, or why nothing is. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const catalog = await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getCatalog(req.params["id"] ?? "")
  const { limit, offset, status = null } = req.validatedQuery as AdminListCatalogImagesQuery
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  res.json({ ...(await listImages(db, catalog.id, { status, limit, offset })), offset, limit })
}
