import { z } from "@medusajs/framework/zod"
import { createFindParams, createOperatorMap, createSelectParams } from "@medusajs/medusa/api/utils/validators"
import { FEED_RUN_STATES } from "../../../modules/catalog"

const state = z.enum(FEED_RUN_STATES)
const oneOrMore = z.union([z.string(), z.array(z.string())])

export const AdminGetFeedRun = createSelectParams().strict()

export const AdminListFeedRuns = createFindParams({ limit: 20, offset: 0, order: "-created_at" })
  .extend({
    id: oneOrMore.optional(),
    catalog_id: oneOrMore.optional(),
    state: z.union([state, z.array(state)]).optional(),
    created_at: createOperatorMap().optional(),
    finished_at: createOperatorMap().optional(),
  })
  .strict()

export const AdminListFeedRunErrors = z
  .object({
    limit: z.coerce.number().int().min(1).max(1000).default(100),
    offset: z.coerce.number().int().min(0).default(0),
  })
  .strict()
export type AdminListFeedRunErrorsQuery = z.infer<typeof AdminListFeedRunErrors>
