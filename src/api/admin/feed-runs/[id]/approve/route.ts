import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { approveFeedRunWorkflow } from "../../../../../workflows/catalog/approve-feed-run"
import { readRun } from "../../read-run"

/** Lets a run that waits for approval go on with its stored plan, in the background. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { result } = await approveFeedRunWorkflow(req.scope).run({
    input: { id: req.params["id"] ?? "", user_id: req.auth_context.actor_id },
  })
  res.status(202).json({ feed_run: await readRun(req.scope, result.id) })
}
