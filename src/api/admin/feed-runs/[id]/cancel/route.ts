import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { cancelFeedRun } from "../../../../../workflows/catalog/cancel-feed-run"
import { readRun } from "../../read-run"

/** Ends a run that has not ended; what it has applied stays. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await cancelFeedRun(req.scope, id)
  res.status(200).json({ feed_run: await readRun(req.scope, id) })
}
