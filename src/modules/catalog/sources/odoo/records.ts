import { stockOf } from "../decimals"
import { textOf, type ErpRecord } from "../erp-record"
import type { Fields } from "../fields"
import type { OdooSettings } from "./settings"

/** The fields that are asked for. */
export const FIELDS = [
  "id",
  "name",
  "default_code",
  "barcode",
  "list_price",
  "active",
  "categ_id",
  "qty_available",
  "write_date",
] as const

/** Odoo says `false` where it has no value. */
const textAt = (record: ErpRecord, field: (typeof FIELDS)[number]): string => {
  const value = record[field]
  return value === false ? "" : textOf(value)
}

/** The name of a many2one, which comes as `[id, name]`. */
const nameAt = (record: ErpRecord, field: "categ_id"): string => {
  const value = record[field]
  return Array.isArray(value) ? textOf(value[1]) : ""
}

/** A product by the names of our columns. */
export const fieldsOf = (
  record: ErpRecord,
  { currency, stock, sku_from_id }: Pick<OdooSettings, "currency" | "stock" | "sku_from_id">
): Fields => {
  const price = currency ? textAt(record, "list_price") : ""
  return {
    sku: textAt(record, "default_code") || (sku_from_id ? `odoo-${textAt(record, "id")}` : ""),
    name: textAt(record, "name"),
    category: nameAt(record, "categ_id"),
    barcode: textAt(record, "barcode"),
    active: String(record["active"] !== false),
    stock: stock ? stockOf(textAt(record, "qty_available")) : "",
    price,
    currency: price === "" ? "" : (currency ?? ""),
  }
}
