import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { deliverWebhooksWorkflow } from "../workflows/catalog/deliver-webhooks"

/** Tells webhooks at once what a run has left for them; the job goes on with what could not be told. */
export default async function deliverWebhooksOfRun({ container }: SubscriberArgs<{ id: string }>) {
  await deliverWebhooksWorkflow(container).run()
}

export const config: SubscriberConfig = {
  event: [
    "feed-run.awaiting_approval",
    "feed-run.completed",
    "feed-run.failed",
    "feed-run.cancelled",
    "webhook-delivery.due",
  ],
}
