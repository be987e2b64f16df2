import { z } from "@medusajs/framework/zod"
import { currency, erpSettings, pageSize, timeZone } from "../erp-settings"

/** What an operator sets of an ERPNext site. */
export const erpnextSettings = z
  .object({
    ...erpSettings,
    page_size: pageSize(5_000, 500),
    /** The site's own zone, as its System Settings have it: times come without one. */
    time_zone: timeZone,
    /** The currency of `standard_rate`: items name none. Without it prices are not read. */
    currency,
    /** Actual quantities, summed over these warehouses, or over all when the list is empty. */
    stock: z
      .object({ warehouses: z.array(z.string().min(1).max(140)).max(100).default([]) })
      .strict()
      .optional(),
  })
  .strict()

export type ErpnextSettings = z.infer<typeof erpnextSettings>
