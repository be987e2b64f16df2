import { MedusaError } from "@medusajs/framework/utils"
import type { Executor } from "../postgres/executor"
import { missingOf } from "../postgres/triggers"

const trigger = "number_per_site"

/**
 * Medusa's tables whose number a trigger counts per site, see the tenancy module's migrations. Its own `display_id` is
 * one serial for all sites; `generateCustomDisplayId` adds a second number beside it, and hides the first nowhere.
 */
const NUMBERED = [
  { table: "order", trigger, columns: ["display_id", "sales_channel_id"] },
  { table: "return", trigger, columns: ["display_id", "order_id"] },
  { table: "order_claim", trigger, columns: ["display_id", "order_id"] },
  { table: "order_exchange", trigger, columns: ["display_id", "order_id"] },
]

/** Stops the process when orders would be numbered across sites again. */
export const checkOrderNumbers = async (db: Executor): Promise<void> => {
  const missing = await missingOf(db, NUMBERED)
  if (missing.length === 0) return
  throw new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Orders can't be numbered per site without ${missing.join(", ")}: run \`npx medusa db:migrate\`; ` +
      "when Medusa has moved a table or column, adapt src/seams/order-numbers.ts and its triggers in a new migration",
    "seam_moved"
  )
}
