import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { requestFeedRun } from "../../../../../workflows/catalog/request-feed-run"
import type { AdminRunFeedBody } from "../../validators"

/** Runs a feed in the background; the answer is the run, to be followed at `/admin/feed-runs/:id`. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminRunFeedBody>, res: MedusaResponse) => {
  const feed_run = await requestFeedRun(req.scope, {
    ...req.validatedBody,
    feed_id: req.params["id"] ?? "",
    trigger: "manual",
    requested_by: req.auth_context.actor_id,
  })
  res.status(202).json({ feed_run })
}
