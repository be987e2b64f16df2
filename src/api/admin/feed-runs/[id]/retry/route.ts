import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { retryFeedRun } from "../../../../../workflows/catalog/retry-feed-run"
import { readRun } from "../../read-run"

/** Does a run that failed or was cancelled once more; the answer is the new run. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { id } = await retryFeedRun(req.scope, { id: req.params["id"] ?? "", user_id: req.auth_context.actor_id })
  res.status(202).json({ feed_run: await readRun(req.scope, id) })
}
