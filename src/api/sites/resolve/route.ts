import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { TENANCY_MODULE } from "../../../modules/tenancy"
import type { TenancyModuleService } from "../../../modules/tenancy/service"
import { publicFace } from "../public-face"
import type { ResolveSiteQuery } from "../validators"

/** Answers the public face of the active site behind a host name; a storefront asks it with the name it was opened by. */
export const GET = async (req: MedusaRequest<unknown, ResolveSiteQuery>, res: MedusaResponse) => {
  const tenancy = req.scope.resolve<TenancyModuleService>(TENANCY_MODULE)
  const { id } = await tenancy.resolveSiteByDomain(req.validatedQuery.domain)
  res.set("Cache-Control", "public, max-age=30")
  res.json({ site: await publicFace(req.scope, id) })
}
