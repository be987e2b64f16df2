import { attributeCells, textAt, type ErpRecord } from "../erp-record"
import type { Fields } from "../fields"
import { parseUrl } from "../../../../addresses/parse-url"

/** The fields that are asked for. */
export const FIELDS = [
  "name",
  "item_name",
  "item_group",
  "description",
  "brand",
  "image",
  "stock_uom",
  "disabled",
  "standard_rate",
  "modified",
]

/** An item with its stock; null where it was not asked for. */
export type ErpnextItem = { readonly record: ErpRecord; readonly stock: string | null }

/** Pictures of the site come as a path; private ones need a signed-in user. */
const imageOf = (path: string, baseUrl: string): string => {
  if (path.startsWith("/private/")) return ""
  return (path.startsWith("/") ? parseUrl(path, baseUrl)?.href : undefined) ?? path
}

/** An item by the names of our columns. A rate of zero means that none is set. */
export const fieldsOf = ({ record, stock }: ErpnextItem, currency: string | undefined, baseUrl: string): Fields => {
  const text = (field: string): string => textAt(record, field)
  const price = currency && Number(text("standard_rate")) !== 0 ? text("standard_rate") : ""
  return {
    sku: text("name"),
    name: text("item_name") || text("name"),
    description: text("description"),
    category: text("item_group"),
    brand: text("brand"),
    image: imageOf(text("image"), baseUrl),
    active: String(!["1", "true"].includes(text("disabled"))),
    stock: stock ?? "",
    price,
    currency: price === "" ? "" : (currency ?? ""),
    ...attributeCells({ stock_uom: text("stock_uom") }),
  }
}
