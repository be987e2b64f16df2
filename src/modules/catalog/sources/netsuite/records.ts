import { stockOf } from "../decimals"
import { attributeCells, textAt, type ErpRecord } from "../erp-record"
import type { Fields } from "../fields"
import { instantOfText } from "../source-time"

/** An item with its price and stock; null where they were not asked for. */
export type NetsuiteItem = { readonly record: ErpRecord; readonly price: string | null; readonly stock: string | null }

/** Accounts show dates as they like; ours are asked for in one form, and a bare `7/22/2026` counts from midnight. */
export const changedAt = ({ record }: NetsuiteItem, timeZone: string): number | null => {
  const text = textAt(record, "lastmodifieddate")
  const [, month = "", day = "", year = ""] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text) ?? []
  return instantOfText(year ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}` : text, timeZone)
}

/** An item by the names of our columns. */
export const fieldsOf = ({ record, price, stock }: NetsuiteItem, currency: string | undefined): Fields => {
  const text = (field: string): string => textAt(record, field)
  return {
    sku: text("itemid"),
    name: text("displayname") || text("itemid"),
    description: text("description"),
    barcode: text("upccode"),
    active: String(text("isinactive") !== "T" && text("isinactive") !== "true"),
    price: price ?? "",
    currency: price ? (currency ?? "") : "",
    stock: stock === null ? "" : stockOf(stock),
    ...attributeCells({ item_type: text("itemtype") }),
  }
}
