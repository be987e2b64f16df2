import { CatalogErrors } from "../../errors"
import type { SourceRow } from "../../types"
import { rejectedRow } from "../fields"
import {
  currencyOf,
  derivedSku,
  type ForeignLayout,
  type ForeignOptions,
  type ForeignTable,
  soldOut,
  type TableReader,
  type TableRecord,
} from "./foreign"

/** Shopify itself ends at 2,048 variants and 250 images of a product. */
const MOST_ROWS = 5_000
const NAMES = { sku: "Variant SKU", name: "Title", handle: "Handle", stock: "Variant Inventory Qty", active: "Status" }
/** Column names of the present template and of the one that came before it. */
const COLUMNS = {
  handle: ["handle", "url handle"],
  sku: ["variant sku", "sku"],
  price: ["variant price", "price"],
  barcode: ["variant barcode", "barcode"],
  quantity: ["variant inventory qty", "inventory quantity"],
  image: ["image src", "product image url"],
  imagePlace: ["image position"],
  variantImage: ["variant image", "variant image url"],
  published: ["published", "published on online store"],
}
const ATTRIBUTES: Record<string, string[]> = {
  tags: ["tags"],
  compare_at_price: ["variant compare at price", "compare-at price"],
  weight_g: ["variant grams", "weight value (grams)"],
}

/** Shopify's product export: the rows of one handle are a product, each a variant, an image, or both. */
export const shopifyLayout: ForeignLayout = {
  name: "shopify",
  fits: (header) =>
    header.has("title") &&
    COLUMNS.handle.some((name) => header.has(name)) &&
    COLUMNS.price.some((name) => header.has(name)) &&
    (header.has("option1 name") || header.has("variant sku")),
  open: (table, options) => new ShopifyReader(table, options),
}

class ShopifyReader implements TableReader {
  private rows: TableRecord[] = []
  private readonly currency: string

  constructor(
    private readonly table: ForeignTable,
    options: ForeignOptions
  ) {
    this.currency = currencyOf("Shopify", options.currency)
  }

  add(cells: readonly string[], rowNumber: number): SourceRow[] {
    const refusal = this.table.refusal(cells, rowNumber)
    if (refusal) return [refusal]
    const record = this.table.record(cells, rowNumber)
    const handle = record.get(...COLUMNS.handle)
    if (this.rows[0]?.get(...COLUMNS.handle) === handle) {
      if (this.rows.push(record) > MOST_ROWS)
        throw CatalogErrors.malformed(`The product "${handle.slice(0, 80)}" has more than ${MOST_ROWS} rows`)
      return []
    }
    const done = this.end()
    if (record.get("title")) this.rows = [record]
    else done.push(scattered(record, handle))
    return done
  }

  end(): SourceRow[] {
    const rows = this.rows
    this.rows = []
    return this.productOf(rows)
  }

  private productOf(rows: TableRecord[]): SourceRow[] {
    const [product] = rows
    if (!product) return []
    const images = rows
      .map((row, index) => ({
        url: row.get(...COLUMNS.image),
        place: Number(row.get(...COLUMNS.imagePlace)) || index + 1,
      }))
      .sort((a, b) => a.place - b.place)
      .map(({ url }) => url)
    return rows
      .filter((row) => row === product || isVariant(row))
      .map((row) => {
        const { rowNumber, raw } = row
        return this.table.fields.read(this.fieldsOf(row, product, images), { rowNumber, raw, names: this.names() })
      })
  }

  private names(): Record<string, string> {
    return { ...NAMES, [`price:${this.currency}`]: "Variant Price" }
  }

  private fieldsOf(row: TableRecord, product: TableRecord, images: string[]): Record<string, string> {
    const options = optionsOf(row, product)
    const handle = product.get(...COLUMNS.handle)
    const all = [...images, row.get(...COLUMNS.variantImage)].filter(Boolean)
    const fields: Record<string, string> = {
      sku:
        plainCode(row.get(...COLUMNS.sku)) ||
        derivedSku(
          handle,
          options.map(([, value]) => value)
        ),
      product: handle,
      name: product.get("title"),
      handle,
      description: product.get("body (html)", "description"),
      category: product.get("type") || (product.get("product category").split(">").at(-1)?.trim() ?? ""),
      brand: product.get("vendor"),
      barcode: plainCode(row.get(...COLUMNS.barcode)),
      stock: row.get("variant inventory tracker", "inventory tracker") ? soldOut(row.get(...COLUMNS.quantity)) : "",
      active: isActive(product) ? "true" : "false",
      image: [...new Set(all)].join("|"),
      [`price:${this.currency}`]: row.get(...COLUMNS.price),
    }
    for (const [name, value] of options) fields[`option:${name}`] = value
    for (const [name, columns] of Object.entries(ATTRIBUTES))
      fields[`attribute:${name}`] = row.get(...columns) || product.get(...columns)
    return fields
  }
}

const isVariant = (row: TableRecord): boolean => row.get("option1 value", ...COLUMNS.sku, ...COLUMNS.price) !== ""

/** A product without options has one called "Title" with the value "Default Title". Names stand in the first row alone. */
const optionsOf = (row: TableRecord, product: TableRecord): [string, string][] =>
  [1, 2, 3].flatMap((n): [string, string][] => {
    const name = product.get(`option${n} name`)
    const value = row.get(`option${n} value`)
    return name === "" || (name === "Title" && value === "Default Title") ? [] : [[name, value]]
  })

const isActive = (product: TableRecord): boolean => {
  const status = product.get("status").toLowerCase()
  return status ? status === "active" : product.get(...COLUMNS.published).toLowerCase() !== "false"
}

/** Shopify writes codes of digits as `'0123`, so that spreadsheets leave them alone. */
const plainCode = (code: string): string => code.replace(/^'/, "")

const scattered = (record: TableRecord, handle: string): SourceRow =>
  rejectedRow(
    record.rowNumber,
    "scattered_product",
    `The row continues the product "${handle}", whose first row is not above it: the rows of a handle have to stand together`,
    record.get(...COLUMNS.sku)
  )
