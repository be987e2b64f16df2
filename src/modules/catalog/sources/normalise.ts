import { hash } from "node:crypto"
import type { ImportRow, RawRecord, SourceRow } from "../types"
import { CellReader } from "./cell-reader"
import type { AmountColumn, Layout } from "./layout"
import { recordOf, withRecord } from "./rejected-record"
import { parseUrl } from "../../../addresses/parse-url"

const LONGEST_URL = 2_048

/** What a catalog adds to its rows: the address that relative image names belong to. */
export type NormaliseOptions = { imageBaseUrl: string | null }

/**
 * Brings one row of cells to the form that every source shares, or says for each faulty cell what is wrong with it.
 * `raw` is the source's own record, where the cells were made of one.
 */
export const normaliseRow = (
  layout: Layout,
  cells: readonly string[],
  rowNumber: number,
  options: NormaliseOptions,
  raw?: RawRecord
): SourceRow => {
  const reader = new RowReader(layout, cells, rowNumber)
  const row = reader.read(options, raw)
  if (row) return { row, rejections: [] }
  return { row: null, rejections: withRecord(reader.rejections, recordOf(layout.header, cells)) }
}

/** Turns text into what a URL can show: lower-case Latin letters, digits, single hyphens; other scripts leave nothing. */
export const slugOf = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 150)
    .replace(/^-+|-+$/g, "")

/** 128 bits of SHA-256 in hex: enough to tell contents apart, and half the bytes to store. */
const shortHash = (text: string): string => hash("sha256", text, "hex").slice(0, 32)

type RowContent = Omit<ImportRow, "rowNumber" | "raw" | "content" | "contentHash">

/**
 * The content under the names of the staging table's columns, from which a row can be staged again, and its hash. Here
 * and where the row is put together, properties are named or assigned: V8 gives an object that is spread into a literal
 * with more properties a hidden class of its own, 4 KB a row that only a full collection clears.
 */
const contentOf = (row: RowContent): Pick<ImportRow, "content" | "contentHash"> => {
  const content = JSON.stringify({
    sku: row.sku,
    name: row.name,
    handle: row.handle,
    description: row.description,
    category: row.category,
    brand: row.brand,
    barcode: row.barcode,
    stock: row.stock,
    prices: row.prices,
    costs: row.costs,
    images: row.images,
    options: row.options,
    attributes: row.attributes,
    product_key: row.productKey,
    category_handle: row.categoryHandle,
    is_active: row.isActive,
    variant_title: row.variantTitle,
  })
  return { content, contentHash: shortHash(content) }
}

class RowReader extends CellReader {
  read(options: NormaliseOptions, raw?: RawRecord): ImportRow | null {
    // Cells that slipped into the wrong columns would only add errors that mislead.
    if (!this.hasShape()) return null
    if (!this.cell("sku")) this.reject("sku", "missing_sku", "The row has no sku")
    if (!this.cell("name")) this.reject("name", "missing_name", "The row has no name")
    const content = this.content(options)
    if (this.rejections.length) return null
    return Object.assign(content, { rowNumber: this.rowNumber, raw: raw ?? this.raw(), ...contentOf(content) })
  }

  private content(options: NormaliseOptions): RowContent {
    const sku = this.text("sku") ?? ""
    const name = this.text("name") ?? ""
    const category = this.text("category")
    return {
      sku,
      productKey: this.text("product") ?? sku,
      name,
      handle: slugOf(this.text("handle") ?? name) || `item-${shortHash(sku).slice(0, 12)}`,
      description: this.text("description"),
      category,
      categoryHandle: category && (slugOf(category) || shortHash(category).slice(0, 12)),
      brand: this.text("brand"),
      barcode: this.text("barcode"),
      stock: this.amount("stock", this.cell("stock"), "negative_stock"),
      isActive: this.boolean("active"),
      prices: this.amounts("price", this.layout.prices),
      costs: this.amounts("cost", this.layout.costs),
      images: this.images(options.imageBaseUrl),
      options: this.named(this.layout.options, "option"),
      variantTitle: this.variantTitle(),
      attributes: this.named(this.layout.attributes, "attribute"),
    }
  }

  /** The filled amounts by currency: of the column itself, whose currency has its own column, and of `price:usd` and its like. */
  private amounts(kind: "price" | "cost", columns: readonly AmountColumn[]): Record<string, string> {
    const own = { currency: this.cell("currency").toLowerCase(), column: kind as string, text: this.cell(kind) }
    const named = columns.map(({ currency, index, column }) => ({ currency, column, text: this.at(index) }))
    const amounts = [own, ...named].flatMap(({ currency, column, text }): [string, string][] => {
      const amount = this.amount(column, text, `negative_${kind}`)
      if (amount === null) return []
      return this.isCurrency(column === kind ? "currency" : column, currency) ? [[currency, amount]] : []
    })
    return Object.fromEntries(amounts.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Relative names are kept in `raw` alone when the catalog has no address for them. */
  private images(baseUrl: string | null): string[] {
    const names = this.cell("image")
      .split("|")
      .flatMap((part) => part.trim() || [])
    const urls = names.flatMap((name) => (/^https?:\/\//i.test(name) ? name : baseUrl ? baseUrl + name : []))
    const broken = urls.find((url) => !parseUrl(url) || url.length > LONGEST_URL)
    if (broken !== undefined) this.reject("image", "not_a_url", `"${broken.slice(0, 80)}" is no web address`, broken)
    return [...new Set(urls)]
  }

  /** "S / Red", in the order of the header's columns, as the dashboard names variants. */
  private variantTitle(): string {
    const values = this.layout.options.flatMap(({ index }) => this.at(index) || [])
    return values.length ? values.join(" / ") : "Default variant"
  }
}
