import { z } from "@medusajs/framework/zod"
import { currency, erpSettings, pageSize } from "../erp-settings"

/** What an operator sets of an Odoo database. */
export const odooSettings = z
  .object({
    ...erpSettings,
    page_size: pageSize(2_000, 500),
    database: z
      .string()
      .regex(/^[\w.-]{1,200}$/)
      .optional(),
    /** The currency of `list_price`: products name none. Without it prices are not read. */
    currency,
    /** Whether `qty_available` is read. */
    stock: z.boolean().default(true),
    /** Products without an internal reference get the sku `odoo-ID`; otherwise they are rejected. */
    sku_from_id: z.boolean().default(false),
  })
  .strict()

export type OdooSettings = z.infer<typeof odooSettings>
