import { model } from "@medusajs/framework/utils"

/** One event told to one webhook: what is sent, and how often that was tried with which outcome. */
export const WebhookDelivery = model
  .define("webhook_delivery", {
    id: model.id({ prefix: "whdel" }).primaryKey(),
    webhook_id: model.text(),
    event: model.text(),
    payload: model.json(),
    state: model.enum(["pending", "delivered", "failed"]).default("pending"),
    attempts: model.number().default(0),
    next_attempt_at: model.dateTime().nullable(),
    status_code: model.number().nullable(),
    error: model.text().nullable(),
    delivered_at: model.dateTime().nullable(),
  })
  .indexes([
    {
      name: "IDX_webhook_delivery_webhook_id_created_at",
      on: ["webhook_id", "created_at"],
      where: "deleted_at IS NULL",
    },
  ])
