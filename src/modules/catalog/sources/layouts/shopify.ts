import { CatalogErrors } from "../../errors"
import type { RawRecord, SourceRow } from "../../types"
import { costOf } from "../cost"
import { rejectedRow } from "../fields"
import {
  completed,
  currencyOf,
  derivedSku,
  type Fault,
  type ForeignLayout,
  type ForeignOptions,
  type ForeignTable,
  soldOut,
  type TableReader,
  type TableRecord,
} from "./foreign"

/** Shopify itself ends at 2,048 variants and 250 images of a product. Its rows are held until the last, so much of them. */
const MOST_ROWS = 5_000
const MOST_CHARACTERS = 64 * 1024 * 1024
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

/** Columns that a product fills in its first row alone. */
const OF_PRODUCT = new Set([
  ...["title", "body (html)", "description", "vendor", "type", "product category", "status"],
  ...["option1 name", "option2 name", "option3 name"],
  ...COLUMNS.published,
  ...Object.values(ATTRIBUTES).flat(),
])

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

/** A row that waits for the others of its product, and whether its cells can be read. */
type HeldRow = { readonly record: TableRecord; readonly fault: Fault | null }

class ShopifyReader implements TableReader {
  private rows: HeldRow[] = []
  private characters = 0
  private readonly currency: string

  constructor(
    private readonly table: ForeignTable,
    options: ForeignOptions
  ) {
    this.currency = currencyOf("Shopify", options.currency)
  }

  add(cells: readonly string[], rowNumber: number): SourceRow[] {
    const record = this.table.record(cells, rowNumber)
    const fault = this.table.fault(cells)
    const handle = record.get(...COLUMNS.handle)
    if (this.rows[0]?.record.get(...COLUMNS.handle) === handle) {
      this.characters += costOf(cells)
      if (this.rows.push({ record, fault }) > MOST_ROWS || this.characters > MOST_CHARACTERS)
        throw CatalogErrors.malformed(
          `The product "${handle.slice(0, 80)}" has more than ${MOST_ROWS} rows, or too long ones: split it`
        )
      return []
    }
    // What the row's handle would be is uncertain, so the product above it may go on below it.
    if (fault) return [leftOut(record, fault)]
    const done = this.end()
    this.characters = costOf(cells)
    if (record.get("title")) this.rows = [{ record, fault }]
    else done.push(leftOut(record, scattered(handle)))
    return done
  }

  end(): SourceRow[] {
    const rows = this.rows
    this.rows = []
    return this.productOf(rows)
  }

  private productOf(rows: HeldRow[]): SourceRow[] {
    const product = rows[0]?.record
    if (!product) return []
    const images = imagesOf(rows)
    return rows.flatMap(({ record, fault }) => {
      if (record !== product && !isVariant(record)) return fault ? leftOut(record, fault) : []
      const alone = { ...record, raw: standingAlone(record, product, images) }
      if (fault) return leftOut(alone, fault, skuOf(record, optionsOf(record, product)))
      const origin = { rowNumber: record.rowNumber, raw: alone.raw, names: this.names(), isOfFile: true }
      return this.table.fields.read(this.fieldsOf(record, product, images), origin)
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
      sku: skuOf(row, options),
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

/** The addresses of a product's images in their order, of the rows whose cells can be read. */
const imagesOf = (rows: readonly HeldRow[]): string[] =>
  rows
    .filter(({ fault }) => fault === null)
    .map(({ record }, index) => ({
      url: record.get(...COLUMNS.image),
      place: Number(record.get(...COLUMNS.imagePlace)) || index + 1,
    }))
    .sort((a, b) => a.place - b.place)
    .flatMap(({ url }) => url || [])

/** The record of a variant with all that its product's other rows say, so that it can be imported without them. */
const standingAlone = (row: TableRecord, product: TableRecord, images: readonly string[]): RawRecord => {
  const raw = completed(row, product, (column) => OF_PRODUCT.has(column))
  const column = Object.keys(raw).find((name) => COLUMNS.image.includes(name.toLowerCase()))
  return column === undefined ? raw : { ...raw, [column]: images.join("|") }
}

const skuOf = (row: TableRecord, options: readonly [string, string][]): string => {
  const values = options.map(([, value]) => value)
  return plainCode(row.get(...COLUMNS.sku)) || derivedSku(row.get(...COLUMNS.handle), values)
}

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

const scattered = (handle: string): Fault => ({
  code: "scattered_product",
  message: `The row continues the product "${handle}", whose first row is not above it: the rows of a handle have to stand together`,
})

/** Rejects a row as a whole. Without its product nobody knows the options' names, but the sku is made of the values alone. */
const leftOut = (row: TableRecord, { code, message }: Fault, sku = skuAlone(row)): SourceRow =>
  rejectedRow({ rowNumber: row.rowNumber, raw: row.raw, sku }, code, message)

const skuAlone = (row: TableRecord): string => {
  const values = [1, 2, 3].map((n) => row.get(`option${n} value`)).filter((value) => value && value !== "Default Title")
  return isVariant(row) ? plainCode(row.get(...COLUMNS.sku)) || derivedSku(row.get(...COLUMNS.handle), values) : ""
}
