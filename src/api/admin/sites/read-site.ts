import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { TenancyErrors } from "../../../modules/tenancy"
import type { SiteDTO } from "../../../modules/tenancy/types"

/** Answers the site with the fields that the request asks for; 404 `unknown_site` when there is none. */
export const readSite = async (req: MedusaRequest, id: string) => {
  const { data } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "site",
    fields: req.queryConfig.fields,
    filters: { id },
  })
  const [site] = data as Partial<SiteDTO>[]
  if (!site) throw TenancyErrors.unknownSite(id)
  return site
}
