import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { executeRun, type PipelineContext, readCsv } from "../../../modules/catalog"
import { catalogOf } from "./catalog"
import type { RunRecord, SourceRow } from "../../../modules/catalog/types"

/** Reads the run's file through the File Module, wherever that keeps it. */
async function* readFile(container: MedusaContainer, run: RunRecord): AsyncGenerator<SourceRow> {
  const catalog = await catalogOf(container).getCatalog(run.catalog_id)
  const file = await container.resolve(Modules.FILE).getDownloadStream(run.source.file_key)
  const baseUrl: unknown = catalog.sync_settings["image_base_url"]
  yield* readCsv(file, { imageBaseUrl: typeof baseUrl === "string" ? baseUrl : null })
}

const pipelineContext = (container: MedusaContainer): PipelineContext => ({
  knex: container.resolve(ContainerRegistrationKeys.PG_CONNECTION),
  logger: container.resolve<Logger>(ContainerRegistrationKeys.LOGGER),
  now: Date.now,
  read: (run) => readFile(container, run),
  emit: (events) => container.resolve(Modules.EVENT_BUS).emit(events, {}),
})

/** Drives a run to its end, in the background of the process that handles the event. Its progress is in our tables. */
export const executeFeedRunStep = createStep(
  { name: "execute-feed-run", async: true },
  async (runId: string, { container }) => {
    await executeRun(pipelineContext(container), runId)
    return new StepResponse(runId)
  }
)
