import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { notifyOperatorWorkflow } from "../workflows/catalog/notify-operator"

/** Tells the operator at once of a run that ended or waits; the job tells of those whose event was lost. */
export default async function notifyOperatorOfRun({ container }: SubscriberArgs<{ id: string }>) {
  await notifyOperatorWorkflow(container).run()
}

export const config: SubscriberConfig = {
  event: ["feed-run.awaiting_approval", "feed-run.failed", "feed-run.completed"],
}
