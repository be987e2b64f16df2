import type { SourceRow } from "../../types"
import { CatalogErrors } from "../../errors"
import { rejectedRow } from "../fields"
import {
  currencyOf,
  type ForeignLayout,
  type ForeignOptions,
  type ForeignTable,
  soldOut,
  type TableReader,
  type TableRecord,
} from "./foreign"

/** Products with variations that are remembered until their variations come, and how much text of them. */
const MOST_PARENTS = 50_000
const MOST_PARENT_CHARACTERS = 64 * 1024 * 1024
const NAMES = { sku: "SKU", name: "Name", stock: "Stock", image: "Images" }

/** WooCommerce's product export: variations name their product in `Parent`, and stand anywhere behind it. */
export const wooCommerceLayout: ForeignLayout = {
  name: "woocommerce",
  fits: (header) => ["type", "sku", "name", "regular price", "parent"].every((name) => header.has(name)),
  open: (table, options) => new WooCommerceReader(table, options),
}

class WooCommerceReader implements TableReader {
  private readonly parents = new Map<string, TableRecord>()
  private parentCharacters = 0
  private readonly currency: string
  private readonly attributeNumbers: string[]

  constructor(
    private readonly table: ForeignTable,
    options: ForeignOptions
  ) {
    this.currency = currencyOf("WooCommerce", options.currency)
    this.attributeNumbers = table.names.flatMap((name) => /^attribute (\d+) name$/.exec(name)?.[1] ?? [])
  }

  add(cells: readonly string[], rowNumber: number): SourceRow[] {
    const refusal = this.table.refusal(cells, rowNumber)
    if (refusal) return [refusal]
    const record = this.table.record(cells, rowNumber)
    const types = record
      .get("type")
      .toLowerCase()
      .split(/\s*,\s*/)
    if (types.includes("variable")) return this.remember(record)
    if (types.includes("variation")) return [this.variation(record)]
    if (types.includes("simple")) return [this.read(record, null)]
    return [
      this.refused(record, "unsupported_type", `"${record.get("type")}" is a type of product that can't be sold here`),
    ]
  }

  end(): SourceRow[] {
    return []
  }

  private remember(record: TableRecord): SourceRow[] {
    this.parentCharacters += JSON.stringify(record.raw).length
    if (this.parents.size >= MOST_PARENTS || this.parentCharacters > MOST_PARENT_CHARACTERS)
      throw CatalogErrors.malformed(
        `The file has more than ${MOST_PARENTS} products with variations, or too long ones: split it`
      )
    for (const key of [record.get("sku"), `id:${record.get("id")}`]) if (key) this.parents.set(key, record)
    return []
  }

  private variation(record: TableRecord): SourceRow {
    const parent = this.parents.get(record.get("parent"))
    if (parent) return this.read(record, parent)
    const message = `No product "${record.get("parent")}" stands above this variation`
    return this.refused(record, "unknown_parent", message)
  }

  private refused(record: TableRecord, code: string, message: string): SourceRow {
    return rejectedRow(record.rowNumber, code, message, record.get("sku"))
  }

  private read(record: TableRecord, parent: TableRecord | null): SourceRow {
    const { rowNumber, raw } = record
    const names = { ...NAMES, [`price:${this.currency}`]: "Regular price" }
    return this.table.fields.read(this.fieldsOf(record, parent), { rowNumber, raw, names })
  }

  private fieldsOf(record: TableRecord, parent: TableRecord | null): Record<string, string> {
    const both = (...names: string[]) => record.get(...names) || (parent?.get(...names) ?? "")
    const images = [record, ...(parent ? [parent] : [])].flatMap((row) => row.get("images").split(/\s*,\s*/))
    const fields: Record<string, string> = {
      sku: record.get("sku") || (record.get("id") && `id:${record.get("id")}`),
      product: parent ? parent.get("sku") || `id:${parent.get("id")}` : "",
      name: (parent ?? record).get("name"),
      description: both("description", "short description"),
      category: categoryOf(both("categories")),
      brand: both("brands").split(",")[0]?.trim() ?? "",
      barcode: record.get("gtin, upc, ean, or isbn"),
      stock: stockOf(record),
      active: [record, ...(parent ? [parent] : [])].every((row) => ["", "1"].includes(row.get("published")))
        ? "true"
        : "false",
      image: [...new Set(images)].filter(Boolean).join("|"),
      [`price:${this.currency}`]: record.get("regular price"),
      "attribute:tags": both("tags"),
      "attribute:sale_price": record.get("sale price"),
    }
    for (const n of this.attributeNumbers) {
      const name = record.get(`attribute ${n} name`)
      if (name) fields[`${parent ? "option" : "attribute"}:${name}`] = record.get(`attribute ${n} value(s)`)
    }
    return fields
  }
}

/** "Clothing > Shirts, Sale": the last step of the first path. */
const categoryOf = (categories: string): string =>
  (categories.split(/(?<!\\),/)[0] ?? "").replaceAll("\\,", ",").split(">").at(-1)?.trim() ?? ""

const stockOf = (record: TableRecord): string => {
  const stock = record.get("stock")
  if (stock) return soldOut(stock)
  return record.get("in stock?") === "0" ? "0" : ""
}
