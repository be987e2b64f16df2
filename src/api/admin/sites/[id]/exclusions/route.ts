import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { listExclusions } from "../../../../../modules/catalog"
import { executorOf } from "../../../../../postgres/executor"
import { changeExclusionsWorkflow } from "../../../../../workflows/catalog/change-exclusions"
import { readSite } from "../../read-site"
import type { AdminChangeExclusionsBody } from "./validators"

const answer = async (req: AuthenticatedMedusaRequest<never>, siteId: string) => {
  const { skip, take = 100 } = req.queryConfig.pagination
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const { exclusions, count } = await listExclusions(db, siteId, take, skip)
  return { exclusions, count, offset: skip, limit: take }
}

/** Lists the items that a site does not show, by sku. */
export const GET = async (req: AuthenticatedMedusaRequest<never>, res: MedusaResponse) => {
  const { id = "" } = await readSite(req, req.params["id"] ?? "")
  res.json(await answer(req, id))
}

/** Changes which items a site does not show. */
export const POST = async (req: AuthenticatedMedusaRequest<AdminChangeExclusionsBody>, res: MedusaResponse) => {
  const site_id = req.params["id"] ?? ""
  await changeExclusionsWorkflow(req.scope).run({ input: { site_id, ...req.validatedBody } })
  res.json(await answer(req as AuthenticatedMedusaRequest<never>, site_id))
}
