import type { SourceRow } from "../../types"
import { rejectedRow } from "../fields"
import {
  completed,
  derivedSku,
  type ForeignLayout,
  type ForeignTable,
  type TableReader,
  type TableRecord,
} from "./foreign"

const ATTRIBUTES: Record<string, string[]> = {
  subtitle: ["product subtitle"],
  material: ["variant material", "product material"],
  weight: ["variant weight", "product weight"],
  length: ["variant length", "product length"],
  width: ["variant width", "product width"],
  height: ["variant height", "product height"],
  hs_code: ["variant hs code", "product hs code"],
  origin_country: ["variant origin country", "product origin country"],
}
const NAMES = { sku: "Variant SKU", name: "Product Title", handle: "Product Handle", product: "Product Handle" }
const PRICE = /^variant price (?:\[.*\] )?(?<currency>[a-z]{3})$/

/**
 * Medusa's product import: one row a variant, each with its product's columns. Ids of the other store (categories,
 * types, tags, channels) mean nothing here and stay in `raw`.
 */
export const medusaLayout: ForeignLayout = {
  name: "medusa",
  fits: (header) => header.has("product handle") && (header.has("product title") || header.has("variant title")),
  open: (table) => new MedusaReader(table),
}

class MedusaReader implements TableReader {
  private product: TableRecord | null = null
  private readonly prices: { column: string; currency: string }[]
  private readonly images: string[]
  private readonly optionNumbers: string[]

  constructor(private readonly table: ForeignTable) {
    this.prices = table.names
      .flatMap((column) => {
        const currency = PRICE.exec(column)?.groups?.["currency"]
        return currency ? [{ column, currency }] : []
      })
      // A price of a region stands in for a currency's own only where there is none.
      .sort((a, b) => Number(a.column.includes("[")) - Number(b.column.includes("[")))
    this.images = table.names.filter((name) => /^product image \d+( url)?$/.test(name))
    this.optionNumbers = table.names.flatMap((name) => /^variant option (\d+) name$/.exec(name)?.[1] ?? [])
  }

  add(cells: readonly string[], rowNumber: number): SourceRow[] {
    const record = this.table.record(cells, rowNumber)
    const fault = this.table.fault(cells)
    // Rows below a product's first may leave its columns empty.
    const above = this.product
    const product = above && keyOf(record) === keyOf(above) && !record.get("product title") ? above : record
    const raw = completed(record, product, isOfProduct)
    if (fault) {
      const sku = skuOf(record, this.optionsOf(record, product))
      return [rejectedRow({ rowNumber, raw, sku }, fault.code, fault.message)]
    }
    this.product = product
    return [this.table.fields.read(this.fieldsOf(record, product), { rowNumber, raw, names: NAMES, isOfFile: true })]
  }

  end(): SourceRow[] {
    return []
  }

  private optionsOf(record: TableRecord, product: TableRecord): [string, string][] {
    return this.optionNumbers.flatMap((n): [string, string][] => {
      const column = `variant option ${n} name`
      const name = record.get(column) || product.get(column)
      return name ? [[name, record.get(`variant option ${n} value`)]] : []
    })
  }

  private fieldsOf(record: TableRecord, product: TableRecord): Record<string, string> {
    const both = (...names: string[]) => record.get(...names) || product.get(...names)
    const options = this.optionsOf(record, product)
    const category = both("product category 1")
    const fields: Record<string, string> = {
      sku: skuOf(record, options),
      product: keyOf(record),
      name: both("product title"),
      handle: record.get("product handle"),
      description: both("product description"),
      category: category.startsWith("pcat_") ? "" : category,
      barcode: record.get("variant barcode", "variant ean", "variant upc"),
      stock: record.get("variant inventory quantity"),
      image: [...new Set([both("product thumbnail"), ...this.images.map((name) => both(name))])]
        .filter(Boolean)
        .join("|"),
      active: ["", "published"].includes(both("product status").toLowerCase()) ? "true" : "false",
    }
    for (const [name, value] of options) fields[`option:${name}`] = value
    for (const [name, columns] of Object.entries(ATTRIBUTES)) fields[`attribute:${name}`] = both(...columns)
    for (const { column, currency } of this.prices) fields[`price:${currency}`] ||= record.get(column)
    return fields
  }
}

const OF_VARIANTS = new Set(Object.values(ATTRIBUTES).flat())

/** Whether rows below a product's first may leave a column to the first. */
const isOfProduct = (column: string): boolean =>
  column.startsWith("product ") || OF_VARIANTS.has(column) || /^variant option \d+ name$/.test(column)

const skuOf = (record: TableRecord, options: readonly [string, string][]): string => {
  const values = options.map(([, value]) => value)
  return record.get("variant sku") || derivedSku(record.get("product handle"), values)
}

const keyOf = (record: TableRecord): string => record.get("product handle", "product id")
