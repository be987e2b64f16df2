import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createClientWorkflow } from "../../../workflows/tenancy/create-client"
import { readClient } from "./read-client"
import type { AdminCreateClientBody } from "./validators"

/** Lists clients by `q`, `id`, `slug`, `tier` and `is_active`. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "client",
    fields: req.queryConfig.fields,
    filters: req.filterableFields,
    pagination: req.queryConfig.pagination,
  })
  res.json({ clients: data as unknown[], count: metadata?.count, offset: metadata?.skip, limit: metadata?.take })
}

/** Creates a client. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminCreateClientBody>, res: MedusaResponse) => {
  const { result } = await createClientWorkflow(req.scope).run({ input: req.validatedBody })
  res.status(201).json({ client: await readClient(req, result.id) })
}
