import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { listSilentRuns } from "../modules/catalog"
import { executorOf } from "../postgres/executor"
import { runFeedWorkflow } from "../workflows/catalog/run-feed"

/** Goes on with runs whose worker was killed, and starts those whose event was lost; looks every 15 s. */
export default async function resumeFeedRuns(container: MedusaContainer) {
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  for (const runId of await listSilentRuns(executorOf(knex)))
    await runFeedWorkflow(container).run({ input: { run_id: runId } })
}

export const config = { name: "resume-feed-runs", schedule: "*/15 * * * * *" }
