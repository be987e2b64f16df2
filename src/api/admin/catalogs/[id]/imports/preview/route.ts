import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { previewOf } from "./read-preview"

/** Says what an import would make of a file: what it was found to be, its first rows, and a mapping where none fits. */
export const POST = (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  res.json({ preview: previewOf(req) })
}
