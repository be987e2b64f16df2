import type { MedusaContainer } from "@medusajs/framework/types"
import { deliverWebhooksWorkflow } from "../workflows/catalog/deliver-webhooks"

/** Tells webhooks what is due: what could not be told before, and what nobody was woken for. */
export default async function deliverDueWebhooks(container: MedusaContainer) {
  await deliverWebhooksWorkflow(container).run()
}

export const config = { name: "deliver-webhooks", schedule: "* * * * *" }
