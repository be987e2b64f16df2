import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError, Modules } from "@medusajs/framework/utils"
import { createStep, StepResponse } from "@medusajs/framework/workflows-sdk"
import { setTimeout as pause } from "node:timers/promises"
import { claimUntoldRuns, releaseUntoldRuns, type UntoldRun } from "../../../modules/catalog"
import { OPERATIONS_MODULE } from "../../../modules/operations"
import type { OperationsModuleService } from "../../../modules/operations/service"
import { executorOf } from "../../../postgres/executor"
import { emailNotification, feedNotification } from "./run-notifications"

/** A provider of e-mail that takes longer is given up, and tried again; its message may come twice then. */
const PATIENCE_MS = 20_000

const tooLate = async (): Promise<never> => {
  await pause(PATIENCE_MS, undefined, { ref: false })
  throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `it took longer than ${PATIENCE_MS / 1000} s`)
}

/** Sends e-mail about runs when somebody is to have any, and answers the runs of which it could not be sent. */
const mail = async (container: MedusaContainer, runs: UntoldRun[]): Promise<string[]> => {
  const { operatorEmail } = container.resolve<OperationsModuleService>(OPERATIONS_MODULE)
  if (operatorEmail === null) return []
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  const notifications = container.resolve(Modules.NOTIFICATION)
  const send = async (run: UntoldRun): Promise<string[]> => {
    try {
      await Promise.race([notifications.createNotifications(emailNotification(run, operatorEmail)), tooLate()])
      return []
    } catch (error) {
      logger.error(`No e-mail about run ${run.id}: ${error instanceof Error ? error.message : String(error)}`)
      return [run.id]
    }
  }
  return (await Promise.all(runs.map(send))).flat()
}

/** Tells the operator, once, of runs that ended or wait; those that could not be told of are told of at the next look. */
export const notifyOperatorStep = createStep("notify-operator", async (_input: object, { container }) => {
  const db = executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION))
  const runs = await claimUntoldRuns(db)
  if (runs.length === 0) return new StepResponse({ told: 0 })
  let untold = runs.map(({ id }) => id)
  try {
    await container.resolve(Modules.NOTIFICATION).createNotifications(runs.map(feedNotification))
    untold = await mail(container, runs)
  } finally {
    if (untold.length > 0) await releaseUntoldRuns(db, untold)
  }
  return new StepResponse({ told: runs.length - untold.length })
})
