import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { type Executor, inTransaction } from "../../../postgres/executor"
import { type BusEvent, tellBus } from "./tell-bus"

/**
 * Writes what becomes of a run in one transaction, and then tells the bus. It is no workflow: the engine asks Redis
 * before the first step of each, and runs are requested, approved and cancelled without Redis too.
 */
export const writeAndTell = async (
  container: MedusaContainer,
  event: BusEvent,
  write: (db: Executor) => Promise<void>
): Promise<void> => {
  await inTransaction(container.resolve(ContainerRegistrationKeys.PG_CONNECTION), write)
  await tellBus(container, event)
}
