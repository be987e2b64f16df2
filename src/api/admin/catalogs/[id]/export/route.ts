import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CATALOG_MODULE } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"
import type { AdminExportQuery } from "../../../export-validator"
import { sendExport } from "../../../send-export"

/** Sends all items of a catalog as a file that an import reads back. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const catalog = await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getCatalog(req.params["id"] ?? "")
  await sendExport(req, res, { catalogId: catalog.id }, (req.validatedQuery as AdminExportQuery).format)
}
