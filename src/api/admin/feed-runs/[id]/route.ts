import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readRun } from "../read-run"

/** Retrieves a run: where it stands, how fast it goes and how long it will take, what it has done, and why it failed. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ feed_run: await readRun(req.scope, req.params["id"] ?? "") })
}
