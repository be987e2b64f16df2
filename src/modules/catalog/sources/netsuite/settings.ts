import { z } from "@medusajs/framework/zod"
import { currency, erpSettings, pageSize, timeZone } from "../erp-settings"

/** What an operator sets of a NetSuite account. */
export const netsuiteSettings = z
  .object({
    /** As in `https://1234567.suitetalk.api.netsuite.com`. */
    ...erpSettings,
    page_size: pageSize(1_000, 1_000),
    /** The account's number as token-based authentication names it, such as `1234567_SB1`. */
    account: z.string().regex(/^\w{1,50}$/),
    auth: z.enum(["token_based", "client_credentials", "bearer"]).default("token_based"),
    /** As whom tokens are asked for, with `client_credentials`: the integration's client id, and that of the certificate mapped to it. */
    oauth2: z
      .object({ client_id: z.string().min(1).max(200), certificate_id: z.string().min(1).max(200) })
      .strict()
      .optional(),
    /** The zone in which SuiteQL shows times: that of the user who owns the token. */
    time_zone: timeZone,
    /** A further condition on items in SQL, such as `itemtype = 'InvtPart'`. */
    filter: z.string().min(1).max(2_000).optional(),
    /** The price level whose prices are read, and their currency. */
    prices: z
      .object({ level: z.number().int().min(1), currency: currency.unwrap() })
      .strict()
      .optional(),
    /** Whether the quantity available is read, summed over all locations. */
    stock: z.boolean().default(false),
  })
  .strict()
  .refine(({ auth, oauth2 }) => auth !== "client_credentials" || oauth2, {
    path: ["oauth2"],
    message: "needed with auth client_credentials",
  })

export type NetsuiteSettings = z.infer<typeof netsuiteSettings>
