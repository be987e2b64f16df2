import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { checkFileKey, executeRun, type OpenedSource, type PipelineContext } from "../../../modules/catalog"
import { catalogOf } from "./catalog"
import { tellBus } from "./tell-bus"
import type { RunRecord } from "../../../modules/catalog/types"

/** Opens what a run reads: the file of an upload, or the source of its feed, with the feed's secrets. */
const open = async (container: MedusaContainer, run: RunRecord, signal: AbortSignal): Promise<OpenedSource> => {
  const catalog = await catalogOf(container).getCatalog(run.catalog_id)
  const baseUrl: unknown = catalog.sync_settings["image_base_url"]
  const imageBaseUrl = typeof baseUrl === "string" ? baseUrl : null
  const { currency: named } = catalog.sync_settings
  const currency = typeof named === "string" ? named : undefined
  const openFile = (key: string) => container.resolve(Modules.FILE).getDownloadStream(checkFileKey(key))
  return catalogOf(container).openSource(run, { openFile, imageBaseUrl, currency, signal })
}

const pipelineContext = (container: MedusaContainer): PipelineContext => ({
  turns: catalogOf(container).turns,
  runsPerClient: catalogOf(container).runsPerClient,
  retry: catalogOf(container).retry,
  random: Math.random,
  later: (delayMs, work) => void setTimeout(work, delayMs).unref(),
  knex: container.resolve(ContainerRegistrationKeys.PG_CONNECTION),
  logger: container.resolve<Logger>(ContainerRegistrationKeys.LOGGER),
  now: Date.now,
  open: (run, signal) => open(container, run, signal),
  emit: (events) => container.resolve(Modules.EVENT_BUS).emit(events, {}),
  tell: (event) => tellBus(container, event),
})

/** Drives a run to its end, in the background of the process that handles the event. Its progress is in our tables. */
export const executeFeedRunStep = createStep(
  { name: "execute-feed-run", async: true },
  async (runId: string, { container }) => {
    await executeRun(pipelineContext(container), runId)
    return new StepResponse(runId)
  }
)
