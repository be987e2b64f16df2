import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { TenancyErrors } from "../../modules/tenancy"
import type { JsonObject } from "../../modules/tenancy/types"

const FIELDS = [
  "id",
  "name",
  "branding",
  "currency_code",
  "time_zone",
  "domains.domain",
  "domains.is_primary",
  "publishable_key.token",
  "publishable_key.revoked_at",
  "region.id",
  "region.name",
  "region.currency_code",
  "region.countries.iso_2",
]

type Row = {
  id: string
  name: string
  branding: JsonObject
  currency_code: string
  time_zone: string
  domains: { domain: string; is_primary: boolean }[]
  publishable_key?: { token: string; revoked_at: string | null } | null
  region?: { id: string; name: string; currency_code: string; countries: { iso_2: string }[] } | null
}

/** What a storefront needs to know before it shows its first page, and what everybody may know of a site. */
export const publicFace = async (container: MedusaContainer, siteId: string) => {
  const { data } = await container.resolve(ContainerRegistrationKeys.QUERY).graph({
    entity: "site",
    fields: FIELDS,
    filters: { id: siteId },
  })
  const [site] = data as Row[]
  if (!site) throw TenancyErrors.unknownSite(siteId)
  const { id, name, branding, currency_code, time_zone, domains, publishable_key: key, region } = site
  return {
    ...{ id, name, branding, currency_code, time_zone },
    domains: domains.map(({ domain }) => domain).toSorted(),
    primary_domain: domains.find(({ is_primary }) => is_primary)?.domain ?? null,
    publishable_key: key && !key.revoked_at ? key.token : null,
    region: region ? { ...region, countries: region.countries.map(({ iso_2 }) => iso_2) } : null,
  }
}
