import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CATALOG_MODULE, listChanges } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"
import { executorOf } from "../../../../../postgres/executor"
import type { AdminListFeedRunChangesQuery } from "../../validators"

/** Lists what a run's plan changes, with old and new values, in the order in which it is applied. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const run = await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getFeedRun(req.params["id"] ?? "")
  const { limit, offset, kind, sku } = req.validatedQuery as AdminListFeedRunChangesQuery
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const { changes, count } = await listChanges(db, run.id, { kinds: kind ?? null, sku: sku ?? null, limit, offset })
  res.json({ changes, counts: run.plan, count, offset, limit })
}
