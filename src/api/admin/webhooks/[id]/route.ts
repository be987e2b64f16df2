import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { changeWebhookWorkflow } from "../../../../workflows/catalog/change-webhook"
import { deleteWebhookWorkflow } from "../../../../workflows/catalog/delete-webhook"
import { readWebhook } from "../read-webhook"
import type { AdminUpdateWebhookBody } from "../validators"

/** Retrieves a webhook. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ webhook: await readWebhook(req.scope, req.params["id"] ?? "") })
}

/** Changes a webhook, from its next message on. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminUpdateWebhookBody>, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await changeWebhookWorkflow(req.scope).run({ input: { id, changes: req.validatedBody } })
  res.json({ webhook: await readWebhook(req.scope, id) })
}

/** Deletes a webhook; what it was told stays written down. */
export const DELETE = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await deleteWebhookWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "webhook", deleted: true })
}
