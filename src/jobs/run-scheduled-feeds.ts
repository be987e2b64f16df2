import type { MedusaContainer } from "@medusajs/framework/types"
import { runScheduledFeedsWorkflow } from "../workflows/catalog/run-scheduled-feeds"

/** Looks every minute which feeds are due. */
export default async function runScheduledFeeds(container: MedusaContainer) {
  await runScheduledFeedsWorkflow(container).run()
}

export const config = { name: "run-scheduled-feeds", schedule: "* * * * *" }
