import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { deliverWebhooks } from "../../../modules/catalog"
import { executorOf } from "../../../postgres/executor"
import { catalogOf } from "./catalog"

/** What is due later than this is left to the job that looks every minute. */
const LONGEST_WAIT_MS = 60_000

const deliver = async (container: MedusaContainer): Promise<void> => {
  const { vault, http, retry } = catalogOf(container)
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const waitMs = await deliverWebhooks({ db, logger, vault, http, retryBaseMs: retry.baseMs })
  if (waitMs === null || waitMs > LONGEST_WAIT_MS) return
  const again = () => void deliver(container).catch((error: unknown) => logger.error(String(error)))
  setTimeout(again, waitMs + 10).unref()
}

/** Tells webhooks what they are to be told, in the background of a worker; where each stands is in our tables. */
export const deliverWebhooksStep = createStep(
  { name: "deliver-webhooks", async: true },
  async (_input: object, { container }) => {
    await deliver(container)
    return new StepResponse({})
  }
)
