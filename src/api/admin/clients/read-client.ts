import type { MedusaRequest } from "@medusajs/framework/http"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { TenancyErrors } from "../../../modules/tenancy"
import type { ClientDTO } from "../../../modules/tenancy/types"

/** Answers the client with the fields that the request asks for; 404 `unknown_client` when there is none. */
export const readClient = async (req: MedusaRequest, id: string) => {
  const { data } = await req.scope.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "client",
    fields: req.queryConfig.fields,
    filters: { id },
  })
  const [client] = data as Partial<ClientDTO>[]
  if (!client) throw TenancyErrors.unknownClient(id)
  return client
}
