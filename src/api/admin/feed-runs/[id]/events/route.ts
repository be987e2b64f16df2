import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { readRun } from "../../read-run"
import { streamRun } from "./stream-run"

/** Streams a run as server-sent events: one whenever it has moved, until it ends. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await readRun(req.scope, id)
  await streamRun(res, () => readRun(req.scope, id))
}
