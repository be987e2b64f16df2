import { z } from "@medusajs/framework/zod"
import { booleanString } from "@medusajs/medusa/api/utils/common-validators/index"
import { fieldOwnersSchema, pricingRulesSchema } from "../../../modules/catalog"
import { createFindParams, createOperatorMap, createSelectParams } from "@medusajs/medusa/api/utils/validators"
import { fileFormSettings, guardsSchema } from "../../../modules/catalog"

const type = z.enum(["erp", "manual", "vendor", "dropship"])
const status = z.enum(["draft", "active", "inactive"])
const oneOrMore = z.union([z.string(), z.array(z.string())])

export const AdminGetCatalog = createSelectParams().strict()

export const AdminListCatalogs = createFindParams({ limit: 20, offset: 0 })
  .extend({
    q: z.string().optional(),
    id: oneOrMore.optional(),
    type: z.union([type, z.array(type)]).optional(),
    status: z.union([status, z.array(status)]).optional(),
    client_id: oneOrMore.optional(),
    created_at: createOperatorMap().optional(),
    updated_at: createOperatorMap().optional(),
  })
  .strict()

export const AdminListCatalogItems = createFindParams({ limit: 20, offset: 0 })
  .extend({
    q: z.string().optional(),
    sku: oneOrMore.optional(),
    barcode: oneOrMore.optional(),
    brand: oneOrMore.optional(),
    category: oneOrMore.optional(),
    product_id: oneOrMore.optional(),
    is_active: booleanString().optional(),
    created_at: createOperatorMap().optional(),
    updated_at: createOperatorMap().optional(),
  })
  .strict()

export const AdminCreateCatalog = z
  .object({
    name: z.string().trim().min(2).max(200),
    type,
    source: z.string().max(500).nullish(),
    status: status.optional(),
    client_id: z.string().min(1).nullish(),
    pricing_rules: pricingRulesSchema.optional(),
    sync_settings: z
      .looseObject({
        image_base_url: z.url({ protocol: /^https?$/ }).optional(),
        currency: z
          .string()
          .regex(/^[A-Za-z]{3}$/, "is no code of ISO 4217")
          .optional(),
        field_owners: fieldOwnersSchema.partial().optional(),
      })
      .optional(),
  })
  .strict()
export type AdminCreateCatalogBody = z.infer<typeof AdminCreateCatalog>

export const AdminUpdateCatalog = AdminCreateCatalog.partial()
export type AdminUpdateCatalogBody = z.infer<typeof AdminUpdateCatalog>

/** Multipart fields are text. */
const truth = z.union([z.boolean(), z.stringbool()])

/** A file that is in the File Module already; a multipart request brings its file instead. */
export const AdminImportFile = z
  .object({
    file_key: z.string().min(1).max(1000).optional(),
    feed_id: z.string().min(1).optional(),
    mode: z.enum(["delta", "full"]).optional(),
    dry_run: truth.optional(),
    priority: z.coerce.number().int().min(-100).max(100).optional(),
    on_busy: z.enum(["wait", "refuse"]).optional(),
    /** Without a feed: whether the plan is judged before it is applied, and by which limits. */
    guards: z.union([truth, guardsSchema]).optional(),
  })
  .strict()
export type AdminImportFileBody = z.infer<typeof AdminImportFile>

/** What is said of a file that is previewed; the rest is found out. */
export const AdminPreviewFile = fileFormSettings.omit({ mapping: true }).strict()
