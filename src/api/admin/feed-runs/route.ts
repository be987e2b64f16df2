import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"

/** Lists the runs of all catalogs, the newest first, by `catalog_id`, `feed_id`, `state`, `mode`, `trigger` and `since`. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { since, ...filters } = req.filterableFields as { since?: string }
  const { data, metadata } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "feed_run",
    fields: req.queryConfig.fields,
    filters: since === undefined ? filters : { $and: [filters, { created_at: { $gte: new Date(since) } }] },
    pagination: req.queryConfig.pagination,
  })
  res.json({ feed_runs: data, count: metadata?.count, offset: metadata?.skip, limit: metadata?.take })
}
