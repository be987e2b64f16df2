import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createSiteWorkflow } from "../../../workflows/tenancy/create-site"
import { readSite } from "./read-site"
import type { AdminCreateSiteBody } from "./validators"

/** Lists sites by `q`, `id`, `client_id`, `catalog_id`, `status` and `domain`. */
export const GET = async (req: AuthenticatedMedusaRequest<unknown, { domain?: string }>, res: MedusaResponse) => {
  const { domain, ...filters } = req.filterableFields
  const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "site",
    fields: req.queryConfig.fields,
    filters: domain === undefined ? filters : { ...filters, domains: { domain } },
    pagination: req.queryConfig.pagination,
  })
  res.json({ sites: data as unknown[], count: metadata?.count, offset: metadata?.skip, limit: metadata?.take })
}

/** Creates a site with its sales channel and publishable key. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminCreateSiteBody>, res: MedusaResponse) => {
  const input = { ...req.validatedBody, created_by: req.auth_context.actor_id }
  const { result } = await createSiteWorkflow(req.scope).run({ input })
  res.status(201).json({ site: await readSite(req, result.id) })
}
