import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { pipeline } from "node:stream/promises"
import { EXPORT_TYPES, exportItems, type ExportFormat, type ExportScope } from "../../modules/catalog"

/** Sends an export as a download. A connection that breaks off ends the reading of the database. */
export const sendExport = async (
  req: MedusaRequest,
  res: MedusaResponse,
  scope: ExportScope,
  format: ExportFormat
): Promise<void> => {
  const knex = req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const file = await exportItems(knex, scope, format)
  res.setHeader("Content-Type", EXPORT_TYPES[format])
  res.setHeader("Content-Disposition", `attachment; filename="${Object.values(scope).join()}.${format}"`)
  await pipeline(file, res).catch((error: unknown) => {
    // The answer has begun: all that is left is to end it early, by which its reader knows.
    res.destroy(error instanceof Error ? error : undefined)
  })
}
