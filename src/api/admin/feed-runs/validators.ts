import { z } from "@medusajs/framework/zod"
import { createFindParams, createOperatorMap } from "@medusajs/medusa/api/utils/validators"
import { FEED_RUN_STATES } from "../../../modules/catalog"

const state = z.enum(FEED_RUN_STATES)
const oneOrMore = z.union([z.string(), z.array(z.string())])

export const AdminListFeedRuns = createFindParams({ limit: 20, offset: 0, order: "-created_at" })
  .extend({
    id: oneOrMore.optional(),
    catalog_id: oneOrMore.optional(),
    feed_id: oneOrMore.optional(),
    state: z.union([state, z.array(state)]).optional(),
    mode: z.enum(["delta", "full"]).optional(),
    trigger: z.enum(["manual", "schedule", "webhook"]).optional(),
    /** Runs that were asked for at this instant or later. */
    since: z.iso.datetime({ offset: true }).optional(),
    created_at: createOperatorMap().optional(),
    finished_at: createOperatorMap().optional(),
  })
  .strict()

export const AdminListFeedRunErrors = z
  .object({
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    offset: z.coerce.number().int().min(0).default(0),
    format: z.enum(["json", "csv"]).optional(),
  })
  .strict()
export type AdminListFeedRunErrorsQuery = z.infer<typeof AdminListFeedRunErrors>

const kind = z.enum(["create", "update", "deactivate", "reactivate", "unchanged"])

export const AdminListFeedRunChanges = z
  .object({
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    offset: z.coerce.number().int().min(0).default(0),
    kind: z.union([kind.transform((one) => [one]), z.array(kind)]).optional(),
    sku: z.string().optional(),
  })
  .strict()
export type AdminListFeedRunChangesQuery = z.infer<typeof AdminListFeedRunChanges>
