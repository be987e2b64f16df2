import type { Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { recordDueRuns } from "../../../modules/catalog"
import { executorOf, inTransaction } from "../../../postgres/executor"
import { tellBus } from "./tell-bus"

/** Records and wakes the runs of feeds whose schedule has come round. */
export const recordDueRunsStep = createStep("record-due-runs", async (_input: object, { container }) => {
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  const due = await recordDueRuns(executorOf(knex), (work) => inTransaction(knex, work), Date.now())
  for (const { feed_id, skipped } of due)
    if (skipped !== null) logger.warn(`Feed ${feed_id} did not run by its schedule: ${skipped}`)
  const runIds = due.flatMap(({ run_id }) => run_id ?? [])
  for (const id of runIds) await tellBus(container, { name: "feed-run.queued", data: { id } })
  return new StepResponse(runIds)
})
