import { model } from "@medusajs/framework/utils"

/** Somebody whom the operator wants to be told of runs that end or wait. `secret` is sealed and signs what is sent. */
export const Webhook = model.define("webhook", {
  id: model.id({ prefix: "webhook" }).primaryKey(),
  url: model.text(),
  events: model.array(),
  secret: model.text(),
  is_active: model.boolean().default(true),
})
