import type { RawRecord, SourceRow } from "../../types"
import { CatalogErrors } from "../../errors"
import { rejectedRow } from "../fields"
import {
  currencyOf,
  type Fault,
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

/** Columns of a product that count for its variations, and how they begin where they stand in a variation's own row. */
const INHERITED = new Set([
  "id",
  "sku",
  "name",
  "published",
  "description",
  "short description",
  "categories",
  "tags",
  "brands",
  "images",
])
const PARENT_PREFIX = "parent:"

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
    const record = this.table.record(cells, rowNumber)
    const fault = this.table.fault(cells)
    if (fault) return [refused(record, this.parentOf(record), fault)]
    const types = record
      .get("type")
      .toLowerCase()
      .split(/\s*,\s*/)
    if (types.includes("variable")) return this.remember(record)
    if (types.includes("variation")) return [this.variation(record)]
    if (types.includes("simple")) return [this.read(record, null)]
    const message = `"${record.get("type")}" is a type of product that can't be sold here`
    return [refused(record, null, { code: "unsupported_type", message })]
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
    for (const key of keysOf(record)) this.parents.set(key, record)
    return []
  }

  private variation(record: TableRecord): SourceRow {
    const parent = this.parentOf(record)
    if (parent) return this.read(record, parent)
    const message = `No product "${record.get("parent")}" stands above this variation`
    return refused(record, null, { code: "unknown_parent", message })
  }

  /** The product that a row names: one above it, or the one whose cells it brings along. */
  private parentOf(record: TableRecord): TableRecord | null {
    const key = record.get("parent")
    if (!key) return null
    return this.parents.get(key) ?? broughtParent(record, key)
  }

  private read(record: TableRecord, parent: TableRecord | null): SourceRow {
    const names = { ...NAMES, [`price:${this.currency}`]: "Regular price" }
    const origin = { rowNumber: record.rowNumber, raw: standingAlone(record, parent), names, isOfFile: true }
    return this.table.fields.read(this.fieldsOf(record, parent), origin)
  }

  private fieldsOf(record: TableRecord, parent: TableRecord | null): Record<string, string> {
    const both = (...names: string[]) => record.get(...names) || (parent?.get(...names) ?? "")
    const images = [record, ...(parent ? [parent] : [])].flatMap((row) => row.get("images").split(/\s*,\s*/))
    const fields: Record<string, string> = {
      sku: keysOf(record)[0] ?? "",
      product: parent ? (keysOf(parent)[0] ?? "") : "",
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

/** What others may call a product: its sku, and its number in the other shop. */
const keysOf = (record: TableRecord): string[] => {
  const [sku, id] = [record.get("sku"), record.get("id")]
  return [sku, id && `id:${id}`].filter(Boolean)
}

/** The record of a row with what its parent's says beside it, so that it can be imported without that one. */
const standingAlone = ({ raw }: TableRecord, parent: TableRecord | null): RawRecord => {
  const inherited = Object.entries(parent?.raw ?? {}).filter(
    ([name, cell]) => cell && INHERITED.has(name.toLowerCase())
  )
  return { ...raw, ...Object.fromEntries(inherited.map(([name, cell]) => [PARENT_PREFIX + name, cell])) }
}

/** The parent of a variation that was handed back to be corrected, unless the variation names another one by now. */
const broughtParent = (record: TableRecord, key: string): TableRecord | null => {
  const cells = Object.entries(record.raw).flatMap(([name, cell]): [string, string][] =>
    name.startsWith(PARENT_PREFIX) ? [[name.slice(PARENT_PREFIX.length), cell]] : []
  )
  const get = (...names: string[]) => record.get(...names.map((name) => PARENT_PREFIX + name))
  const parent = { rowNumber: record.rowNumber, raw: Object.fromEntries(cells), get }
  return keysOf(parent).includes(key) ? parent : null
}

const refused = (record: TableRecord, parent: TableRecord | null, { code, message }: Fault): SourceRow => {
  const { rowNumber } = record
  return rejectedRow({ rowNumber, raw: standingAlone(record, parent), sku: keysOf(record)[0] }, code, message)
}

/** "Clothing > Shirts, Sale": the last step of the first path. */
const categoryOf = (categories: string): string =>
  (categories.split(/(?<!\\),/)[0] ?? "").replaceAll("\\,", ",").split(">").at(-1)?.trim() ?? ""

const stockOf = (record: TableRecord): string => {
  const stock = record.get("stock")
  if (stock) return soldOut(stock)
  return record.get("in stock?") === "0" ? "0" : ""
}
