import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { keepImagesWorkflow } from "../workflows/catalog/keep-images"

/** Begins with the pictures of a run as soon as it has completed; the job goes on with them. */
export default async function keepImagesOfRun({ container }: SubscriberArgs<{ id: string }>) {
  await keepImagesWorkflow(container).run()
}

export const config: SubscriberConfig = { event: "feed-run.completed" }
