import { z } from "@medusajs/framework/zod"
import { createFindParams, createOperatorMap, createSelectParams } from "@medusajs/medusa/api/utils/validators"
import { normaliseDomain } from "../../../modules/tenancy"

const status = z.enum(["draft", "active", "inactive"])
const json = z.record(z.string(), z.unknown())
const oneOrMore = z.union([z.string(), z.array(z.string())])

export const AdminGetSite = createSelectParams().strict()

export const AdminListSites = createFindParams({ limit: 20, offset: 0 })
  .extend({
    q: z.string().optional(),
    id: oneOrMore.optional(),
    client_id: oneOrMore.optional(),
    catalog_id: oneOrMore.optional(),
    status: z.union([status, z.array(status)]).optional(),
    domain: z.string().transform(normaliseDomain).optional(),
    created_at: createOperatorMap().optional(),
    updated_at: createOperatorMap().optional(),
  })
  .strict()

const siteFields = {
  name: z.string().trim().min(2).max(200),
  status: status.optional(),
  branding: json.optional(),
  settings: json.optional(),
  currency_code: z.string(),
  time_zone: z.string().optional(),
  region_id: z.string().min(1).optional(),
  catalog_id: z.string().min(1).nullish(),
  domains: z.array(z.string()).max(100).optional(),
  primary_domain: z.string().optional(),
}

export const AdminCreateSite = z.object({ client_id: z.string().min(1), ...siteFields }).strict()
export type AdminCreateSiteBody = z.infer<typeof AdminCreateSite>

export const AdminUpdateSite = z.object(siteFields).partial().strict()
export type AdminUpdateSiteBody = z.infer<typeof AdminUpdateSite>
