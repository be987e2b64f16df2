import { attributeCells, textAt, type ErpRecord } from "../erp-record"
import type { Fields } from "../fields"

/** An item by the names of our columns. Fusion keeps prices and quantities elsewhere. */
export const fieldsOf = (record: ErpRecord): Fields => {
  const text = (field: string): string => textAt(record, field)
  return {
    sku: text("ItemNumber"),
    name: text("ItemDescription") || text("ItemNumber"),
    description: text("LongDescription"),
    category: text("ItemClass"),
    active: String(!/inactive|obsolete|phase.?out/i.test(text("ItemStatusValue"))),
    ...attributeCells({ primary_uom: text("PrimaryUOMValue"), item_status: text("ItemStatusValue") }),
  }
}
