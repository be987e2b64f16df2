import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { retryImagesWorkflow } from "../../../../../../workflows/catalog/retry-images"
import type { AdminRetryCatalogImagesBody } from "../validators"

/** Tries pictures of a catalog again in the background, those of the given ids or all that failed; answers how many. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminRetryCatalogImagesBody>, res: MedusaResponse) => {
  const { result } = await retryImagesWorkflow(req.scope).run({
    input: { catalog_id: req.params["id"] ?? "", ids: req.validatedBody.ids ?? null },
  })
  res.status(202).json(result)
}
