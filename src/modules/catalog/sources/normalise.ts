import { createHash } from "node:crypto"
import type { ImportRow, RawRecord, Rejection, SourceRow } from "../types"
import type { Layout } from "./layout"

/** The longest value of each column, in characters; what is longer is a mistake of the file. */
const LONGEST = {
  sku: 128,
  product: 128,
  name: 500,
  handle: 200,
  description: 100_000,
  category: 200,
  brand: 200,
  barcode: 64,
}
const LONGEST_CELL = 10_000
const LONGEST_URL = 2_048
const CURRENCIES = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()))
const BOOLEANS: Record<string, boolean> = { true: true, "1": true, yes: true, false: false, "0": false, no: false }
const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/
const NEGATIVE = /^-\d+(\.\d+)?$/

/** What a catalog adds to its rows. */
export type NormaliseOptions = { imageBaseUrl: string | null }

/** Brings one row of cells to the form that every source shares, or says for each faulty cell what is wrong with it. */
export const normaliseRow = (
  layout: Layout,
  cells: readonly string[],
  rowNumber: number,
  options: NormaliseOptions
): SourceRow => {
  const reader = new RowReader(layout, cells, rowNumber)
  const row = reader.read(options)
  return row ? { row, rejections: [] } : { row: null, rejections: reader.rejections }
}

/** Turns text into what a URL can show: lower-case Latin letters, digits and single hyphens; other scripts leave nothing. */
export const slugOf = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 150)

/** 128 bits of SHA-256 in hex: enough to tell contents apart, and half the bytes to store. */
export const shortHash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

class RowReader {
  readonly rejections: Rejection[] = []
  private readonly sku: string

  constructor(
    private readonly layout: Layout,
    private readonly cells: readonly string[],
    private readonly rowNumber: number
  ) {
    this.sku = this.cell("sku")
  }

  read(options: NormaliseOptions): ImportRow | null {
    this.checkCells()
    const name = this.text("name") ?? ""
    if (!this.sku) this.reject("sku", "missing_sku", "The row has no sku")
    if (!name) this.reject("name", "missing_name", "The row has no name")
    const content = this.content(name, options)
    return this.rejections.length
      ? null
      : { ...content, rowNumber: this.rowNumber, raw: this.raw(), contentHash: shortHash(JSON.stringify(content)) }
  }

  private content(name: string, options: NormaliseOptions): Omit<ImportRow, "rowNumber" | "raw" | "contentHash"> {
    const sku = this.text("sku") ?? ""
    const category = this.text("category")
    return {
      sku,
      productKey: this.text("product") ?? sku,
      name,
      handle: this.handle(sku, name),
      description: this.text("description"),
      category,
      categoryHandle: category && (slugOf(category) || shortHash(category).slice(0, 12)),
      brand: this.text("brand"),
      barcode: this.text("barcode"),
      stock: this.amount("stock", this.cell("stock"), "negative_stock"),
      isActive: this.boolean("active"),
      prices: this.prices(),
      images: this.images(options.imageBaseUrl),
      options: this.named(this.layout.options, "option"),
      variantTitle: this.variantTitle(),
      attributes: this.named(this.layout.attributes, "attribute"),
    }
  }

  private handle(sku: string, name: string): string {
    return slugOf(this.text("handle") ?? name) || `item-${shortHash(sku).slice(0, 12)}`
  }

  private prices(): Record<string, string> {
    const prices: Record<string, string> = {}
    const price = this.amount("price", this.cell("price"), "negative_price")
    const currency = this.cell("currency").toLowerCase()
    if (price !== null && this.isCurrency("currency", currency)) prices[currency] = price
    for (const { currency, index, column } of this.layout.prices) {
      const amount = this.amount(column, (this.cells[index] ?? "").trim(), "negative_price")
      if (amount !== null && this.isCurrency(column, currency)) prices[currency] = amount
    }
    return Object.fromEntries(Object.entries(prices).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  private isCurrency(column: string, currency: string): boolean {
    if (CURRENCIES.has(currency)) return true
    this.reject(
      column,
      "unknown_currency",
      currency ? `"${currency}" is no ISO 4217 currency` : "A price needs a currency",
      currency
    )
    return false
  }

  private amount(column: string, text: string, negativeCode: string): string | null {
    if (text === "") return null
    if (DECIMAL.test(text)) return canonicalDecimal(text)
    if (NEGATIVE.test(text)) this.reject(column, negativeCode, `"${text}" is below zero`, text)
    else
      this.reject(
        column,
        "not_a_number",
        `"${text.slice(0, 40)}" is no number like 1299.90 (no thousands separators, a point for decimals)`,
        text
      )
    return null
  }

  private boolean(column: "active"): boolean {
    const text = this.cell(column).toLowerCase()
    const value = text === "" ? true : BOOLEANS[text]
    if (value === undefined)
      this.reject(column, "not_a_boolean", `"${text.slice(0, 40)}" is neither true nor false`, text)
    return value ?? true
  }

  private images(baseUrl: string | null): string[] {
    const urls = this.cell("image")
      .split("|")
      .map((part) => part.trim())
      .filter(Boolean)
    const absolute = urls
      .map((url) => (/^https?:\/\//i.test(url) ? url : baseUrl && new URL(url, baseUrl).href))
      .filter((url) => url !== null)
    const broken = absolute.find((url) => !URL.canParse(url) || url.length > LONGEST_URL)
    if (broken !== undefined) this.reject("image", "not_a_url", `"${broken.slice(0, 80)}" is no web address`, broken)
    return [...new Set(absolute)]
  }

  private named(columns: Layout["options"], kind: string): Record<string, string> {
    const entries = columns.flatMap(({ name, index }) => {
      const value = (this.cells[index] ?? "").trim()
      if (value.length > LONGEST_CELL) this.tooLong(`${kind}:${name}`, value, LONGEST_CELL)
      return value === "" ? [] : [[name, value] as const]
    })
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** "S / Red", in the order of the header's columns, as the dashboard names variants. */
  private variantTitle(): string {
    const values = this.layout.options.map(({ index }) => (this.cells[index] ?? "").trim()).filter(Boolean)
    return values.length ? values.join(" / ") : "Default variant"
  }

  private text(column: keyof typeof LONGEST): string | null {
    const value = this.cell(column)
    if (value.length > LONGEST[column]) this.tooLong(column, value, LONGEST[column])
    return value === "" ? null : value
  }

  private checkCells(): void {
    const { header } = this.layout
    const filled = this.cells.findLastIndex((cell) => cell !== "") + 1
    if (this.cells.length < header.length || filled > header.length)
      this.reject(
        null,
        "wrong_cell_count",
        `The row has ${this.cells.length} cells, the header ${header.length}: is a quote or a comma missing?`
      )
    const index = this.cells.findIndex((cell) => cell.includes("\u0000"))
    if (index >= 0)
      this.reject(header[index] ?? null, "control_character", "The cell holds a NUL character, which no text has")
  }

  private cell(column: keyof Layout["columns"]): string {
    const index = this.layout.columns[column]
    return index === undefined ? "" : (this.cells[index] ?? "").trim()
  }

  private raw(): RawRecord {
    return Object.fromEntries(this.layout.header.map((name, index) => [name, this.cells[index] ?? ""]))
  }

  private tooLong(column: string, value: string, longest: number): void {
    this.reject(column, "too_long", `The cell has ${value.length} characters, at most ${longest} fit`, value)
  }

  private reject(column: string | null, code: string, message: string, value: string | null = null): void {
    const clean = (text: string, length: number) => text.slice(0, length).replaceAll("\u0000", "\uFFFD")
    this.rejections.push({
      rowNumber: this.rowNumber,
      column,
      code,
      message: clean(message, 500),
      value: value === null ? null : clean(value, 200),
      sku: this.sku ? clean(this.sku, 128) : null,
    })
  }
}

/** `0129.90` and `129.9` are one amount, so they must hash alike. */
const canonicalDecimal = (text: string): string => {
  const [whole = "0", fraction = ""] = text.split(".")
  const digits = fraction.replace(/0+$/, "")
  const integer = whole.replace(/^0+(?=\d)/, "")
  return digits ? `${integer}.${digits}` : integer
}
