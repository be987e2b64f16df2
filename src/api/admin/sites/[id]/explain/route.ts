import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { explainItem } from "../../../../../modules/catalog"
import { executorOf } from "../../../../../postgres/executor"
import { readSite } from "../../read-site"
import type { AdminExplainItemQuery } from "./validators"

/** Tells why a site shows a sku or does not, and how its prices came about. */
export const GET = async (req: AuthenticatedMedusaRequest<never, AdminExplainItemQuery>, res: MedusaResponse) => {
  const { id = "" } = await readSite(req, req.params["id"] ?? "")
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  res.json({ explanation: await explainItem(db, id, req.validatedQuery.sku) })
}
