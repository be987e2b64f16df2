import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { CatalogErrors, deliverAgain } from "../../../modules/catalog"
import type { UpdateWebhook, WebhookFields } from "../../../modules/catalog/types"
import { executorOf } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** Registers a webhook. The secret is answered this once, and no workflow stores what its steps answer. */
export const registerWebhookStep = createStep(
  "register-webhook",
  async (input: WebhookFields, { container }) => {
    const webhook = await catalogOf(container).registerWebhook(input)
    return new StepResponse(webhook, webhook.id)
  },
  async (id, { container }) => {
    if (id) await catalogOf(container).deleteWebhooks(id)
  }
)

/** A webhook, and the fields of it that change. */
export type ChangeWebhookInput = { id: string; changes: UpdateWebhook }

/** Changes a webhook, from its next message on. */
export const changeWebhookStep = createStep("change-webhook", async (input: ChangeWebhookInput, { container }) => {
  await catalogOf(container).changeWebhook(input.id, input.changes)
  return new StepResponse({ id: input.id })
})

/** Deletes a webhook, softly; what it was told stays written down. */
export const deleteWebhookStep = createStep("delete-webhook", async (id: string, { container }) => {
  await catalogOf(container).getWebhook(id)
  await catalogOf(container).softDeleteWebhooks(id)
  return new StepResponse({ id })
})

/** A webhook, and what it is to be told once more. */
export type RedeliverInput = { id: string; delivery_id: string }

/** Makes a delivery due again. */
export const redeliverStep = createStep("redeliver", async ({ id, delivery_id }: RedeliverInput, { container }) => {
  await catalogOf(container).getWebhook(id)
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  if (!(await deliverAgain(db, id, delivery_id))) throw CatalogErrors.unknownDelivery(delivery_id)
  return new StepResponse({ id: delivery_id })
})
