import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import type { AdminExportQuery } from "../../../export-validator"
import { sendExport } from "../../../send-export"
import { readSite } from "../../read-site"

/** Sends what a site shows, for the prices that it asks, under the skus of its catalog. */
export const GET = async (req: AuthenticatedMedusaRequest<never>, res: MedusaResponse) => {
  const { id = "" } = await readSite(req, req.params["id"] ?? "")
  await sendExport(req, res, { siteId: id }, (req.validatedQuery as AdminExportQuery).format)
}
