import { z } from "@medusajs/framework/zod"
import { booleanString } from "@medusajs/medusa/api/utils/common-validators/index"
import { createFindParams, createOperatorMap } from "@medusajs/medusa/api/utils/validators"
import { guardsSchema } from "../../../modules/catalog"

const oneOrMore = z.union([z.string(), z.array(z.string())])
const mode = z.enum(["delta", "full"])
const onBusy = z.enum(["wait", "refuse"])
/** Higher goes first. */
const priority = z.number().int().min(-100).max(100)

export const AdminListFeeds = createFindParams({ limit: 20, offset: 0, order: "-created_at" })
  .omit({ fields: true })
  .extend({
    q: z.string().optional(),
    id: oneOrMore.optional(),
    catalog_id: oneOrMore.optional(),
    kind: oneOrMore.optional(),
    is_active: booleanString().optional(),
    created_at: createOperatorMap().optional(),
    updated_at: createOperatorMap().optional(),
  })
  .strict()

const fields = {
  settings: z.record(z.string(), z.unknown()).optional(),
  credentials: z.record(z.string().min(1).max(100), z.string().min(1).max(40_000).nullable()).optional(),
  schedule: z.string().min(9).max(200).nullish(),
  time_zone: z.string().min(1).max(64).optional(),
  default_mode: mode.optional(),
  guards: guardsSchema.optional(),
  absence_grace_runs: z.number().int().min(0).max(100).optional(),
  on_busy: onBusy.optional(),
  priority: priority.optional(),
  is_active: z.boolean().optional(),
}

const name = z.string().trim().min(2).max(200)

export const AdminCreateFeed = z
  .object({ catalog_id: z.string().min(1), kind: z.string().min(1).max(50), name, ...fields })
  .strict()
export type AdminCreateFeedBody = z.infer<typeof AdminCreateFeed>

export const AdminUpdateFeed = z.object({ name: name.optional(), ...fields }).strict()
export type AdminUpdateFeedBody = z.infer<typeof AdminUpdateFeed>

export const AdminRunFeed = z
  .object({
    mode: mode.optional(),
    dry_run: z.boolean().optional(),
    priority: priority.optional(),
    on_busy: onBusy.optional(),
  })
  .strict()
export type AdminRunFeedBody = z.infer<typeof AdminRunFeed>
