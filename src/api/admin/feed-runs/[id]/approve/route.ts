import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { approveFeedRun } from "../../../../../workflows/catalog/approve-feed-run"
import { readRun } from "../../read-run"

/** Lets a run that waits for approval go on with its stored plan, in the background. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await approveFeedRun(req.scope, { id, user_id: req.auth_context.actor_id })
  res.status(202).json({ feed_run: await readRun(req.scope, id) })
}
