import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { deleteCatalogWorkflow } from "../../../../workflows/catalog/delete-catalog"
import { updateCatalogWorkflow } from "../../../../workflows/catalog/update-catalog"
import { readCatalog } from "../read-catalog"
import type { AdminUpdateCatalogBody } from "../validators"

/** Retrieves a catalog. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ catalog: await readCatalog(req, req.params["id"] ?? "") })
}

/** Changes a catalog; with `status: "inactive"` no site shows its items. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminUpdateCatalogBody>, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await updateCatalogWorkflow(req.scope).run({ input: { id, changes: req.validatedBody } })
  res.json({ catalog: await readCatalog(req, id) })
}

/** Deletes a catalog that no site sells. */
export const DELETE = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  await deleteCatalogWorkflow(req.scope).run({ input: { id } })
  res.json({ id, object: "catalog", deleted: true })
}
