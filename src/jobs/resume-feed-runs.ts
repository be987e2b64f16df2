import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { CATALOG_MODULE, listSilentRuns } from "../modules/catalog"
import type { CatalogModuleService } from "../modules/catalog/service"
import { executorOf } from "../postgres/executor"
import { runFeedWorkflow } from "../workflows/catalog/run-feed"

/** Goes on with runs whose worker was killed, and starts those whose event was lost; looks every 15 s. */
export default async function resumeFeedRuns(container: MedusaContainer) {
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const { runsPerClient } = container.resolve<CatalogModuleService>(CATALOG_MODULE)
  for (const runId of await listSilentRuns(executorOf(knex), runsPerClient))
    await runFeedWorkflow(container).run({ input: { run_id: runId } })
}

export const config = { name: "resume-feed-runs", schedule: "*/15 * * * * *" }
