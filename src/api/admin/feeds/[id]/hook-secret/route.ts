import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { renewHookSecretWorkflow } from "../../../../../workflows/catalog/renew-hook-secret"

/** Makes the secret with which the feed's source signs its calls to `/hooks/feeds/:id`, and shows it this once. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { result } = await renewHookSecretWorkflow(req.scope).run({ input: { id: req.params["id"] ?? "" } })
  res.status(201).json(result)
}
