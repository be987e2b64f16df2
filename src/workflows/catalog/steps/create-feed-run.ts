import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { catalogOf } from "./catalog"
import type { FileSource } from "../../../modules/catalog/types"

/** A file to import into a catalog, and who asked for it. */
export type ImportFileInput = { catalog_id: string; source: FileSource; requested_by: string | null }

/** Records a run that waits to be executed. */
export const createFeedRunStep = createStep(
  "create-feed-run",
  async (input: ImportFileInput, { container }) => {
    const service = catalogOf(container)
    await service.getCatalog(input.catalog_id)
    const run = await service.createFeedRuns(input)
    return new StepResponse(run, run.id)
  },
  async (runId, { container }) => {
    if (runId) await catalogOf(container).deleteFeedRuns(runId)
  }
)
