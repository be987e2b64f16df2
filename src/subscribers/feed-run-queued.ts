import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { runFeedWorkflow } from "../workflows/catalog/run-feed"

/** Starts a queued run in a worker. The run goes on in the background, so that other events do not wait for it. */
export default async function feedRunQueued({ event, container }: SubscriberArgs<{ id: string }>) {
  await runFeedWorkflow(container).run({ input: { run_id: event.data.id } })
}

export const config: SubscriberConfig = { event: "feed-run.queued" }
