import { MedusaError } from "@medusajs/framework/utils"
import type { Executor } from "../postgres/executor"
import { missingOf } from "../postgres/triggers"

const trigger = "catalog_own_codes"

/**
 * Medusa's tables that copy a variant's codes, with the trigger that takes the catalog's namespace off, see the catalog
 * module's migrations. The copies are written by a dozen flows of Medusa, none of which compares them with the variant.
 */
const SNAPSHOTS = [
  { table: "cart_line_item", trigger, columns: ["variant_sku", "variant_barcode", "product_handle"] },
  { table: "order_line_item", trigger, columns: ["variant_sku", "variant_barcode", "product_handle"] },
  { table: "fulfillment_item", trigger, columns: ["sku", "barcode"] },
]

/** Stops the process when carts and orders would show namespaced codes. */
export const checkLineItemCodes = async (db: Executor): Promise<void> => {
  const missing = await missingOf(db, SNAPSHOTS)
  if (missing.length === 0) return
  throw new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Line items can't show the items' own codes without ${missing.join(", ")}: run \`npx medusa db:migrate\`; ` +
      "when Medusa has moved a table or column, adapt src/seams/line-item-codes.ts and its triggers in a new migration",
    "seam_moved"
  )
}
