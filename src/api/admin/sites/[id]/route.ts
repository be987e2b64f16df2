import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { deleteSitesWorkflow } from "../../../../workflows/tenancy/delete-sites"
import { updateSiteWorkflow } from "../../../../workflows/tenancy/update-site"
import { readSite } from "../read-site"
import type { AdminUpdateSiteBody } from "../validators"

/** Retrieves a site. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ site: await readSite(req, req.params["id"] ?? "") })
}

/** Changes a site; `status: "inactive"` closes its shop. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminUpdateSiteBody>, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await updateSiteWorkflow(req.scope).run({ input: { id, changes: req.validatedBody } })
  res.json({ site: await readSite(req, id) })
}

/** Deletes a site that has no orders, with its channel and key. */
export const DELETE = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await deleteSitesWorkflow(req.scope).run({ input: { ids: [id], deleted_by: req.auth_context.actor_id } })
  res.json({ id, object: "site", deleted: true })
}
