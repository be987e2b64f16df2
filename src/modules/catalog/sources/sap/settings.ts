import { z } from "@medusajs/framework/zod"
import { erpSettings, pageSize } from "../erp-settings"

/** What an operator sets of an S/4 system. */
export const sapSettings = z
  .object({
    /** The folder of the OData services, such as `https://s4.example.com/sap/opu/odata/sap`. */
    ...erpSettings,
    page_size: pageSize(5_000, 100),
    auth: z.enum(["basic", "bearer", "api_key"]).default("basic"),
    sap_client: z
      .string()
      .regex(/^\d{3}$/, "three digits")
      .optional(),
    /** Descriptions in the first of these languages that a product has; then in any. */
    languages: z
      .array(z.string().regex(/^[A-Za-z]{2}$/))
      .min(1)
      .max(10)
      .default(["EN"]),
    /** A further condition on products in OData's words, such as `ProductType eq 'FERT'`. */
    filter: z.string().min(1).max(2_000).optional(),
    /** Prices from API_SLSPRICINGCONDITIONRECORD_SRV. */
    prices: z
      .object({
        condition_type: z
          .string()
          .regex(/^\w{1,4}$/)
          .default("PPR0"),
        sales_organization: z
          .string()
          .regex(/^\w{1,4}$/)
          .optional(),
        distribution_channel: z
          .string()
          .regex(/^\w{1,2}$/)
          .optional(),
      })
      .strict()
      .optional(),
    /** Stock from API_MATERIAL_STOCK_SRV: unrestricted use, summed over the plants. */
    stock: z
      .object({
        plants: z
          .array(z.string().regex(/^\w{1,4}$/))
          .max(50)
          .default([]),
      })
      .strict()
      .optional(),
  })
  .strict()

export type SapSettings = z.infer<typeof sapSettings>
