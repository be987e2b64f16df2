import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { requestFeedRun } from "../../../../../workflows/catalog/request-feed-run"
import type { AdminImportFileBody } from "../../validators"
import { fileSourceOf } from "./receive-file"

/** Imports a file into a catalog in the background; the answer is the run, to be followed at `/admin/feed-runs/:id`. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminImportFileBody>, res: MedusaResponse) => {
  const { file_key: _, ...options } = req.validatedBody
  const feed_run = await requestFeedRun(req.scope, {
    ...options,
    catalog_id: req.params["id"] ?? "",
    source: fileSourceOf(req),
    trigger: "manual",
    requested_by: req.auth_context.actor_id,
  })
  res.status(202).json({ feed_run })
}
