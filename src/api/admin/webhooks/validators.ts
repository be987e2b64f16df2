import { z } from "@medusajs/framework/zod"
import { booleanString } from "@medusajs/medusa/api/utils/common-validators/index"
import { createFindParams } from "@medusajs/medusa/api/utils/validators"
import { RUN_EVENTS } from "../../../modules/catalog"

const url = z.url({ protocol: /^https?$/ }).max(2_000)
const events = z.array(z.enum(RUN_EVENTS)).min(1).max(RUN_EVENTS.length)

export const AdminListWebhooks = createFindParams({ limit: 20, offset: 0, order: "-created_at" })
  .omit({ fields: true })
  .extend({ is_active: booleanString().optional() })
  .strict()

export const AdminCreateWebhook = z.object({ url, events, is_active: z.boolean().optional() }).strict()
export type AdminCreateWebhookBody = z.infer<typeof AdminCreateWebhook>

export const AdminUpdateWebhook = AdminCreateWebhook.partial()
export type AdminUpdateWebhookBody = z.infer<typeof AdminUpdateWebhook>

export const AdminListWebhookDeliveries = createFindParams({ limit: 20, offset: 0, order: "-created_at" })
  .omit({ fields: true })
  .extend({
    state: z.enum(["pending", "delivered", "failed"]).optional(),
    event: z.enum(RUN_EVENTS).optional(),
  })
  .strict()
