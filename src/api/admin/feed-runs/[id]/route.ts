import type { AuthenticatedMedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CatalogErrors } from "../../../../modules/catalog"
import type { FeedRunDTO } from "../../../../modules/catalog/types"

/** Retrieves a run: where it stands, what it has done, and why it failed. */
export const GET = async (req: AuthenticatedMedusaRequest, res: MedusaResponse) => {
  const id = req.params["id"] ?? ""
  const { data } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "feed_run",
    fields: req.queryConfig.fields,
    filters: { id },
  })
  const [run] = data as Partial<FeedRunDTO>[]
  if (!run) throw CatalogErrors.unknownRun(id)
  res.json({ feed_run: run })
}
