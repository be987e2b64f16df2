import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CATALOG_MODULE, listRejections } from "../../../../../modules/catalog"
import type { CatalogModuleService } from "../../../../../modules/catalog/service"
import { executorOf } from "../../../../../postgres/executor"
import type { AdminListFeedRunErrorsQuery } from "../../validators"
import { sendErrorFile, wantsFile } from "./error-file"

/** Lists the rows that a run left out, in the order of its source, each with what to mend; or all of them as a CSV file. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const run = await req.scope.resolve<CatalogModuleService>(CATALOG_MODULE).getFeedRun(req.params["id"] ?? "")
  const { limit, offset, format } = req.validatedQuery as AdminListFeedRunErrorsQuery
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  if (wantsFile(req, format)) return sendErrorFile(res, db, run)
  const { errors, count } = await listRejections(db, run.id, limit, offset)
  res.json({ errors, count, offset, limit })
}
