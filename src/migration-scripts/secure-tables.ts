import type { MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { executorOf } from "../postgres/executor"
import { secureTables } from "../postgres/row-level-security"

/**
 * Secures what the first migration created after its sweep: Medusa's own list of finished scripts. Later migrations
 * sweep by themselves, since a script runs once.
 */
export default async function secureRemainingTables({ container }: { container: MedusaContainer }): Promise<void> {
  await secureTables(executorOf(container.resolve(ContainerRegistrationKeys.PG_CONNECTION)))
}
