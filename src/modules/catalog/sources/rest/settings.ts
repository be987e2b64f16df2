import { z } from "@medusajs/framework/zod"
import { address, erpSettings, timeZone } from "../erp-settings"
import { isOurColumn } from "../layout"

const path = z.string().max(200)
const parameter = z.string().regex(/^[\w.$[\]-]{1,100}$/)
const size = z.number().int().min(1).max(10_000)
const sized = { size_parameter: parameter.optional(), page_size: size.default(100) }

/** How the next page is found. */
const paging = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }).strict(),
  /** The answer holds the next page's address. */
  z.object({ kind: z.literal("link"), at: path.min(1) }).strict(),
  /** The answer holds a word that is sent with the next request. */
  z.object({ kind: z.literal("cursor"), at: path.min(1), parameter }).strict(),
  z.object({ kind: z.literal("page"), parameter, first: z.number().int().min(0).max(1).default(1), ...sized }).strict(),
  z.object({ kind: z.literal("offset"), parameter, ...sized }).strict(),
])

/** When a record was changed, and how changes are asked for. */
const change = z
  .object({
    at: path.min(1),
    /** The parameter of a delta; without it every run reads everything. */
    parameter: parameter.optional(),
    format: z.enum(["iso", "wall", "seconds", "milliseconds"]).default("iso"),
    time_zone: timeZone,
  })
  .strict()

/** What an operator sets of any JSON API. Paths are names and numbers with points between, such as `data.items.0`. */
export const restSettings = z
  .object({
    ...erpSettings,
    base_url: address,
    path: z.string().max(500).default(""),
    query: z.record(parameter, z.string().max(1_000)).default({}),
    auth: z.enum(["none", "basic", "bearer", "header"]).default("none"),
    header: z
      .string()
      .regex(/^[A-Za-z][\w-]{0,99}$/)
      .optional(),
    /** Where the list is; empty when the answer is the list. */
    list: path.default(""),
    /** Where the answer says how many records there are in all. */
    total: path.min(1).optional(),
    paging: paging.default({ kind: "none" }),
    /** What tells two records apart; without it the field of the sku. */
    id: path.min(1).optional(),
    change: change.optional(),
    /** Our column → where its value is in a record. */
    fields: z.record(z.string().refine(isOurColumn, "a column of our file layout"), path.min(1)),
    /** The values of the field `active` that mean so, where they are not true and false. */
    active_values: z.array(z.string().max(100)).min(1).max(50).optional(),
  })
  .strict()
  .refine(({ auth, header }) => auth !== "header" || header, { path: ["header"], message: "needed with auth header" })
  .refine(({ fields }) => "sku" in fields && "name" in fields, { path: ["fields"], message: "sku and name are needed" })

export type RestSettings = z.infer<typeof restSettings>
