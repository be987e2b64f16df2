import { z } from "@medusajs/framework/zod"

const text = z.string().min(1).max(1_000)

/** What an operator may say of a file. All of it is found out where it is left open. */
export const fileFormSettings = z
  .object({
    format: z.enum(["csv", "ndjson", "xlsx"]).optional(),
    encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]).optional(),
    delimiter: z.enum([",", ";", "\t", "|"]).optional(),
    quote: z.enum(['"', "'"]).optional(),
    sheet: z.string().min(1).max(100).optional(),
    layout: z.enum(["galleria", "medusa", "shopify", "woocommerce"]).optional(),
    /** Our column → theirs. */
    mapping: z.record(z.string().min(1).max(300), text).optional(),
    /** Of prices that name none. */
    currency: z.string().length(3).optional(),
  })
  .strict()
