import type { SubscriberArgs, SubscriberConfig } from "@medusajs/framework"
import { keepImagesWorkflow } from "../workflows/catalog/keep-images"

/** Begins with the pictures of a run, or those to be tried again, as soon as they are queued; the job goes on with them. */
export default async function catalogImagesQueued({ container }: SubscriberArgs<{ id: string }>) {
  await keepImagesWorkflow(container).run()
}

export const config: SubscriberConfig = { event: ["feed-run.completed", "catalog-images.queued"] }
