import { z } from "@medusajs/framework/zod"
import { address, currency, erpSettings, pageSize } from "../erp-settings"

/** What an operator sets of a Business Central environment. */
export const businessCentralSettings = z
  .object({
    /** As in `https://api.businesscentral.dynamics.com/v2.0/TENANT/production`. */
    ...erpSettings,
    page_size: pageSize(20_000, 300),
    company_id: z.guid(),
    /** The app's registration in Entra. Without it the credential `token` is sent as it is. */
    entra: z
      .object({
        client_id: z.string().min(1).max(100),
        tenant_id: z.string().regex(/^[\w.-]{1,100}$/),
        token_url: address.optional(),
        scope: z.string().min(1).max(500).default("https://api.businesscentral.dynamics.com/.default"),
      })
      .strict()
      .optional(),
    /** The company's currency: items name none. Without it prices are not read. */
    currency,
    /** Whether `inventory` is read. */
    stock: z.boolean().default(true),
    /** A further condition on items in OData's words, such as `type eq 'Inventory'`. */
    filter: z.string().min(1).max(2_000).optional(),
  })
  .strict()

export type BusinessCentralSettings = z.infer<typeof businessCentralSettings>
