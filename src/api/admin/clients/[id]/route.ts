import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { deleteClientWorkflow } from "../../../../workflows/tenancy/delete-client"
import { updateClientWorkflow } from "../../../../workflows/tenancy/update-client"
import { readClient } from "../read-client"
import type { AdminUpdateClientBody } from "../validators"

/** Retrieves a client. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ client: await readClient(req, req.params["id"] ?? "") })
}

/** Changes a client; `is_active: false` closes its shops. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminUpdateClientBody>, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await updateClientWorkflow(req.scope).run({ input: { id, changes: req.validatedBody } })
  res.json({ client: await readClient(req, id) })
}

/** Deletes a client that has no orders, with its sites, channels and keys. */
export const DELETE = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await deleteClientWorkflow(req.scope).run({ input: { id, deleted_by: req.auth_context.actor_id } })
  res.json({ id, object: "client", deleted: true })
}
