import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { cancelFeedRunWorkflow } from "../../../../../workflows/catalog/cancel-feed-run"
import { readRun } from "../../read-run"

/** Ends a run that has not ended; what it has applied stays. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { result } = await cancelFeedRunWorkflow(req.scope).run({
    input: { id: req.params["id"] ?? "", user_id: req.auth_context.actor_id },
  })
  res.status(200).json({ feed_run: await readRun(req.scope, result.id) })
}
