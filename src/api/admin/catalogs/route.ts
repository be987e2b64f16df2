import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createCatalogWorkflow } from "../../../workflows/catalog/create-catalog"
import { readCatalog } from "./read-catalog"
import type { AdminCreateCatalogBody } from "./validators"

/** Lists catalogs by `q`, `id`, `type`, `status` and `client_id`. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "catalog",
    fields: req.queryConfig.fields,
    filters: req.filterableFields,
    pagination: req.queryConfig.pagination,
  })
  res.json({ catalogs: data, count: metadata?.count, offset: metadata?.skip, limit: metadata?.take })
}

/** Creates a catalog. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminCreateCatalogBody>, res: MedusaResponse) => {
  const { result } = await createCatalogWorkflow(req.scope).run({ input: req.validatedBody })
  res.status(201).json({ catalog: await readCatalog(req, result.id) })
}
