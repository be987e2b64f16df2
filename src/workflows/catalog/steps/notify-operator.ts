import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { claimUntoldRuns, releaseUntoldRuns, type UntoldRun } from "../../../modules/catalog"
import { executorOf } from "../../../postgres/executor"

/** As the dashboard shows it behind its bell. */
const notificationOf = ({ id, state, catalog_name, feed_name, message }: UntoldRun) => ({
  to: "",
  channel: "feed",
  template: "admin-ui",
  trigger_type: `feed-run.${state}`,
  resource_id: id,
  resource_type: "feed_run",
  idempotency_key: `feed-run.${state}:${id}`,
  data: {
    title: `${feed_name ?? "An import"} into ${catalog_name} ${state === "failed" ? "failed" : "waits for approval"}`,
    description: message ?? "",
  },
})

/** Tells the operator, once, of runs that failed or wait; those that could not be told of are told of later. */
export const notifyOperatorStep = createStep("notify-operator", async (_input: object, { container }) => {
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const runs = await claimUntoldRuns(db)
  if (runs.length === 0) return new StepResponse({ told: 0 })
  try {
    await container.resolve(Modules.NOTIFICATION).createNotifications(runs.map(notificationOf))
  } catch (error) {
    await releaseUntoldRuns(
      db,
      runs.map(({ id }) => id)
    )
    throw error
  }
  return new StepResponse({ told: runs.length })
})
