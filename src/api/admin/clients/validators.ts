import { z } from "@medusajs/framework/zod"
import { createFindParams, createOperatorMap, createSelectParams } from "@medusajs/medusa/api/utils/validators"
import { booleanString } from "@medusajs/medusa/api/utils/common-validators/index"

const LOGO_URL = 'logo_url: write a web address such as "https://example.com/logo.svg"'
const CONTACT_EMAIL = 'contact_email: write an address such as "office@example.com"'

const tier = z.enum(["standard", "professional", "enterprise"])
const json = z.record(z.string(), z.unknown())
const name = z.string().trim().min(2).max(200)

export const AdminGetClient = createSelectParams().strict()

export const AdminListClients = createFindParams({ limit: 20, offset: 0 })
  .extend({
    q: z.string().optional(),
    id: z.union([z.string(), z.array(z.string())]).optional(),
    slug: z.union([z.string(), z.array(z.string())]).optional(),
    tier: z.union([tier, z.array(tier)]).optional(),
    is_active: booleanString().optional(),
    created_at: createOperatorMap().optional(),
    updated_at: createOperatorMap().optional(),
  })
  .strict()

export const AdminCreateClient = z
  .object({
    name,
    slug: z.string(),
    description: z.string().max(2000).nullish(),
    logo_url: z.url({ protocol: /^https?$/, error: LOGO_URL }).nullish(),
    contact_email: z.email({ error: CONTACT_EMAIL }).nullish(),
    contact_phone: z.string().max(50).nullish(),
    address: json.nullish(),
    tier: tier.optional(),
    is_active: z.boolean().optional(),
    settings: json.optional(),
  })
  .strict()
export type AdminCreateClientBody = z.infer<typeof AdminCreateClient>

export const AdminUpdateClient = AdminCreateClient.partial()
export type AdminUpdateClientBody = z.infer<typeof AdminUpdateClient>
