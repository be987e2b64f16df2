import type { MedusaNextFunction, MedusaResponse } from "@medusajs/framework/http"
import type { MedusaError } from "@medusajs/framework/utils"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { TenancyErrors } from "../../../modules/tenancy"
import { executorOf } from "../../../postgres/executor"
import type { SiteRequest } from "../site-request"
import { siteOfChannel } from "../statements/site-of-channel"
import type { SiteOfChannel } from "../statements/site-of-channel"

const closedBecause = (site: SiteOfChannel): MedusaError | undefined => {
  if (!site.client_is_active) return TenancyErrors.clientInactive()
  if (site.status === "inactive") return TenancyErrors.siteInactive()
  return site.status === "draft" ? TenancyErrors.siteNotActive() : undefined
}

/**
 * Puts the site of the publishable key on the request, and answers 403 when there is none or its shop is closed. A key
 * of several channels is none of ours: it would show one site's goods under the name of another. Nothing is cached, so
 * that closing a shop holds from the next request on, in every process.
 */
export const openSite = async (req: SiteRequest, _res: MedusaResponse, next: MedusaNextFunction): Promise<void> => {
  const [channelId, ...others] = req.publishable_key_context.sales_channel_ids
  if (channelId === undefined || others.length > 0) throw TenancyErrors.noSite()
  const db = executorOf(req.scope.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const site = await siteOfChannel(db, channelId)
  if (!site) throw TenancyErrors.noSite()
  const closed = closedBecause(site)
  if (closed) throw closed
  const { status: _status, client_is_active: _active, ...context } = site
  req.site = context
  next()
}
