import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { redeliverWebhookWorkflow } from "../../../../../../../workflows/catalog/redeliver-webhook"

/** Tells a webhook once more, in the background. */
export const POST = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { result } = await redeliverWebhookWorkflow(req.scope).run({
    input: { id: req.params["id"] ?? "", delivery_id: req.params["delivery_id"] ?? "" },
  })
  res.status(202).json({ delivery: result })
}
