import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { importFileWorkflow } from "../../../../../workflows/catalog/import-file"
import type { AdminImportFileBody } from "../../validators"
import { fileSourceOf } from "./receive-file"

/** Imports a file into a catalog in the background; the answer is the run, to be followed at `/admin/feed-runs/:id`. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminImportFileBody>, res: MedusaResponse) => {
  const { result } = await importFileWorkflow(req.scope).run({
    input: {
      catalog_id: req.params["id"] ?? "",
      source: fileSourceOf(req),
      requested_by: req.auth_context.actor_id,
    },
  })
  res.status(202).json({ feed_run: result })
}
