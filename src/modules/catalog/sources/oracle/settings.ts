import { z } from "@medusajs/framework/zod"
import { address, erpSettings, pageSize } from "../erp-settings"

/** What an operator sets of an Oracle Fusion pod. */
export const oracleSettings = z
  .object({
    /** As in `https://pod.fa.ocs.oraclecloud.com`, or with the version of the resources: `…/fscmRestApi/resources/11.13.18.05`. */
    ...erpSettings,
    page_size: pageSize(500, 500),
    auth: z.enum(["basic", "bearer", "client_credentials"]).default("basic"),
    /** Where and as whom a token is asked for, with `client_credentials`. */
    token: z
      .object({ url: address, client_id: z.string().min(1).max(200), scope: z.string().min(1).max(500).optional() })
      .strict()
      .optional(),
    /** An item exists once in each organization: the code of the one whose items are read. */
    organization_code: z
      .string()
      .regex(/^[\w-]{1,18}$/)
      .optional(),
    /** A further condition on items in the words of `q`, such as `ItemClass = "Finished"`. */
    filter: z.string().min(1).max(2_000).optional(),
  })
  .strict()
  .refine(({ auth, token }) => auth !== "client_credentials" || token, {
    path: ["token"],
    message: "needed with auth client_credentials",
  })

export type OracleSettings = z.infer<typeof oracleSettings>
