import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { retryImages } from "../../../modules/catalog"
import { executorOf } from "../../../postgres/executor"
import { catalogOf } from "./catalog"
import { tellBus } from "./tell-bus"

/** The pictures of a catalog that are tried again; without ids all that failed. */
export type RetryImagesInput = { catalog_id: string; ids: string[] | null }

/** Queues pictures again. Nothing to undo: trying one once more does no harm. */
export const retryImagesStep = createStep("retry-images", async (input: RetryImagesInput, { container }) => {
  const catalog = await catalogOf(container).getCatalog(input.catalog_id)
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const queued = await retryImages(db, catalog.id, input.ids)
  await tellBus(container, { name: "catalog-images.queued", data: { id: catalog.id } })
  return new StepResponse({ queued })
})
