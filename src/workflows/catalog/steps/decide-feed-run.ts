import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { approveRun, cancelRun } from "../../../modules/catalog"
import { inTransaction } from "../../../postgres/executor"
import { catalogOf } from "./catalog"
import { tellBus } from "./tell-bus"

/** A run, and who decides on it. */
export type DecideRunInput = { id: string; user_id: string }

/** Lets a run that waits for approval go on with its stored plan. */
export const approveFeedRunStep = createStep("approve-feed-run", async (input: DecideRunInput, { container }) => {
  const { id } = await catalogOf(container).getFeedRun(input.id)
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  await inTransaction(knex, (db) => approveRun(db, id, input.user_id))
  return new StepResponse({ id })
})

/** Ends a run that has not ended; what it has applied stays. */
export const cancelFeedRunStep = createStep("cancel-feed-run", async (input: DecideRunInput, { container }) => {
  const { id } = await catalogOf(container).getFeedRun(input.id)
  const knex = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  await inTransaction(knex, (db) => cancelRun(db, id))
  await tellBus(container, { name: "feed-run.cancelled", data: { id } })
  return new StepResponse({ id })
})
