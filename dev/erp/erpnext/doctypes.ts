import { BLANK_ITEM, type ErpItem } from "../items"

/** The offset of the site's zone, Asia/Kolkata; its times carry none. */
const SITE_OFFSET_MS = 19_800_000

export type Value = string | number | null
export type Doc = Readonly<Record<string, Value>>

const siteTime = (us: number): string => {
  const ms = Math.floor(us / 1000)
  const micros = String(us - ms * 1000).padStart(3, "0")
  return `${new Date(ms + SITE_OFFSET_MS).toISOString().slice(0, 23).replace("T", " ")}${micros}`
}

const itemDoc = (item: ErpItem): Doc => ({
  name: item.sku,
  item_code: item.sku,
  item_name: item.name,
  item_group: item.category === "" ? "All Item Groups" : item.category,
  description: item.description === "" ? null : `<div class="ql-editor"><p>${item.description}</p></div>`,
  brand: item.brand === "" ? null : item.brand,
  disabled: item.isActive ? 0 : 1,
  is_sales_item: 1,
  has_variants: 0,
  variant_of: null,
  stock_uom: "Nos",
  standard_rate: Number(item.price),
  valuation_rate: 0,
  image: null,
  weight_per_unit: 0,
  weight_uom: null,
  country_of_origin: "India",
  end_of_life: "2099-12-31",
  creation: "2026-01-01 00:00:00.000000",
  modified: siteTime(item.changedUs),
})

/** The quantities of an item, one document for each warehouse. */
const binDocs = (item: ErpItem): Doc[] =>
  [item.stock - Math.floor(item.stock / 3), Math.floor(item.stock / 3)].map((quantity, index) => ({
    name: `bin-${item.id}-${index}`,
    item_code: item.sku,
    warehouse: ["Stores - G", "Shop - G"][index] ?? "",
    actual_qty: quantity,
    reserved_qty: 0,
    modified: siteTime(item.changedUs),
  }))

type DocType = { readonly fields: readonly string[]; docsOf(item: ErpItem): Doc[] }

const docType = (docsOf: (item: ErpItem) => Doc[]): DocType => ({
  docsOf,
  fields: Object.keys(docsOf(BLANK_ITEM)[0] ?? {}),
})

/** What can be listed. */
export const DOC_TYPES: Readonly<Record<string, DocType>> = {
  Item: docType((item) => [itemDoc(item)]),
  Bin: docType(binDocs),
}
