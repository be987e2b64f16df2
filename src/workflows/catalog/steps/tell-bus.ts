import type { Logger, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, Modules } from "@medusajs/framework/utils"
import { setTimeout as pause } from "node:timers/promises"

/** How long a bus may take before nobody waits for it any more; with Redis down it takes until Redis is back. */
const PATIENCE_MS = 2_000

/** What the bus is told: what has happened, and to whom. */
export type BusEvent = { name: string; data: { id: string } }

/** Tells the store's event bus what is only a hint, because the tables hold it: without the bus it is told later, or found. */
export const tellBus = async (container: MedusaContainer, event: BusEvent): Promise<void> => {
  const logger = container.resolve<Logger>(ContainerRegistrationKeys.LOGGER)
  const emitted = container
    .resolve(Modules.EVENT_BUS)
    .emit(event, {})
    .catch((error: unknown) => {
      logger.warn(`${event.name} of ${event.data.id} was not told: ${String(error)}`)
    })
  await Promise.race([emitted, pause(PATIENCE_MS, undefined, { ref: false })])
}
