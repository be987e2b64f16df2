import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { CATALOG_MODULE, presentFeed } from "../../../modules/catalog"
import type { CatalogModuleService } from "../../../modules/catalog/service"
import { createFeedWorkflow } from "../../../workflows/catalog/create-feed"
import { readFeed } from "./read-feed"
import type { AdminCreateFeedBody } from "./validators"

/** Lists feeds by `q`, `id`, `catalog_id`, `kind` and `is_active`. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const { skip, take = 20, order = {} } = req.queryConfig.pagination
  const service = req.scope.resolve<CatalogModuleService>(CATALOG_MODULE)
  const [feeds, count] = await service.listAndCountFeeds(req.filterableFields, { skip, take, order })
  res.json({ feeds: feeds.map(presentFeed), count, offset: skip, limit: take })
}

/** Creates a feed. Its credentials are sealed, and never answered. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminCreateFeedBody>, res: MedusaResponse) => {
  const { schedule, ...input } = req.validatedBody
  const { result } = await createFeedWorkflow(req.scope).run({ input: { ...input, schedule: schedule ?? null } })
  res.status(201).json({ feed: await readFeed(req.scope, result.id) })
}
