import { stockOf } from "../decimals"
import { attributeCells, textAt, type ErpRecord } from "../erp-record"
import type { Fields } from "../fields"
import type { BusinessCentralSettings } from "./settings"

/** An item by the names of our columns. Its price is in the company's currency, and zero means that none is set. */
export const fieldsOf = (
  record: ErpRecord,
  { currency, stock }: Pick<BusinessCentralSettings, "currency" | "stock">
): Fields => {
  const text = (field: string): string => textAt(record, field)
  const price = currency && text("unitPrice") !== "0" ? text("unitPrice") : ""
  return {
    sku: text("number"),
    name: text("displayName"),
    category: text("itemCategoryCode"),
    barcode: text("gtin"),
    active: String(record["blocked"] !== true),
    // Services and non-inventory items have no stock to speak of.
    stock: stock && (text("type") === "" || text("type") === "Inventory") ? stockOf(text("inventory")) : "",
    price,
    currency: price === "" ? "" : (currency ?? ""),
    ...attributeCells({ item_type: text("type"), base_unit: text("baseUnitOfMeasureCode") }),
  }
}
