import type { RawRecord, Rejection } from "../types"
import type { Layout } from "./layout"
import { storable } from "./storable"

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
const LONGEST_NAMED = 10_000
const CURRENCIES = new Set(Intl.supportedValuesOf("currency").map((code) => code.toLowerCase()))
const BOOLEANS: Record<string, boolean> = { true: true, "1": true, yes: true, false: false, "0": false, no: false }
const DECIMAL = /^\d{1,12}(\.\d{1,6})?$/
const NEGATIVE = /^-\d+(\.\d+)?$/
/** "1.234" and "1,234" are a thousand to some and little more than one to others. */
const AMBIGUOUS = /^-?[1-9]\d{0,2}[.,]\d{3}$/

/** Reads single cells of one row, and keeps for each faulty one what is wrong with it. */
export class CellReader {
  readonly rejections: Rejection[] = []

  constructor(
    protected readonly layout: Layout,
    protected readonly cells: readonly string[],
    protected readonly rowNumber: number
  ) {}

  /** The trimmed text of a column, empty when the file has no such column. */
  cell(column: keyof Layout["columns"]): string {
    const index = this.layout.columns[column]
    return index === undefined ? "" : this.at(index)
  }

  /** The text of a column that has a longest length, or null when it is empty. */
  text(column: keyof typeof LONGEST): string | null {
    const value = this.cell(column)
    if (value.length > LONGEST[column]) this.tooLong(column, value, LONGEST[column])
    return value === "" ? null : value
  }

  /** A decimal of at least zero in its shortest form, or null when the text is empty. */
  amount(column: string, text: string, negativeCode: string): string | null {
    if (text === "") return null
    const mayBeComma = this.layout.hasDecimalComma || (this.layout.isHandedBack && text.includes(","))
    if (mayBeComma) return this.eitherAmount(column, text, negativeCode)
    return this.pointAmount(column, text, negativeCode)
  }

  /** Where a comma doesn't separate cells it may separate decimals; what could be thousands is left to no guess. */
  private eitherAmount(column: string, text: string, negativeCode: string): string | null {
    if (!AMBIGUOUS.test(text)) return this.pointAmount(column, text.replace(/^(-?\d+),(\d+)$/, "$1.$2"), negativeCode)
    const message = `"${text}" may be thousands or decimals: write it without the sign, or with another number of decimals`
    this.reject(column, "ambiguous_number", message, text)
    return null
  }

  private pointAmount(column: string, text: string, negativeCode: string): string | null {
    if (DECIMAL.test(text)) return canonicalDecimal(text)
    const shown = text.slice(0, 40)
    if (NEGATIVE.test(text)) this.reject(column, negativeCode, `"${shown}" is below zero`, text)
    else this.reject(column, "not_a_number", `"${shown}" is no number like 1299.90 (point, no thousands signs)`, text)
    return null
  }

  /** True or false; an empty cell is true. */
  boolean(column: "active"): boolean {
    const text = this.cell(column).toLowerCase()
    const value = text === "" ? true : BOOLEANS[text]
    if (value !== undefined) return value
    this.reject(column, "not_a_boolean", `"${text.slice(0, 40)}" is neither true nor false`, text)
    return true
  }

  /** Whether the text is a currency of ISO 4217, in lower case. */
  isCurrency(column: string, currency: string): boolean {
    if (CURRENCIES.has(currency)) return true
    const shown = currency.slice(0, 40)
    const message = currency ? `"${shown}" is no ISO 4217 currency` : "A price needs a currency"
    this.reject(column, "unknown_currency", message, currency)
    return false
  }

  /** The filled cells of `option:…` or `attribute:…` columns, in alphabetical order of their names. */
  named(columns: Layout["options"], kind: "option" | "attribute"): Record<string, string> {
    const entries = columns.flatMap(({ name, index }): [string, string][] => {
      const value = this.at(index)
      if (value.length > LONGEST_NAMED) this.tooLong(`${kind}:${name}`, value, LONGEST_NAMED)
      return value === "" ? [] : [[name, value]]
    })
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  /** Whether the cells fit the header and hold only what text has; otherwise the row is rejected. */
  hasShape(): boolean {
    const { header } = this.layout
    const filled = this.cells.findLastIndex((cell) => cell !== "") + 1
    if (this.cells.length < header.length || filled > header.length) {
      const counts = `The row has ${this.cells.length} cells, the header ${header.length}`
      this.reject(null, "wrong_cell_count", `${counts}: is a quote or a comma missing?`)
    }
    const index = this.cells.findIndex((cell) => cell.includes("\u0000"))
    if (index >= 0) this.reject(header[index] ?? null, "control_character", "The cell holds a NUL, which no text has")
    return this.rejections.length === 0
  }

  /** The cells as they came, by the names of their columns. */
  raw(): RawRecord {
    const { header } = this.layout
    const raw: RawRecord = {}
    for (let index = 0; index < header.length; index += 1) raw[header[index] ?? ""] = this.cells[index] ?? ""
    return raw
  }

  /** Notes what is wrong with a cell; the row is left out. */
  reject(column: string | null, code: string, message: string, value: string | null = null): void {
    const sku = this.cell("sku")
    this.rejections.push({
      rowNumber: this.rowNumber,
      column,
      code,
      message: storable(message, 500),
      value: value === null ? null : storable(value, 200),
      sku: sku ? storable(sku, 128) : null,
    })
  }

  protected at(index: number): string {
    return (this.cells[index] ?? "").trim()
  }

  private tooLong(column: string, value: string, longest: number): void {
    this.reject(column, "too_long", `The cell has ${value.length} characters, at most ${longest} fit`, value)
  }
}

/** `0129.90` and `129.9` are one amount, so they must hash alike. */
const canonicalDecimal = (text: string): string => {
  const [whole = "0", fraction = ""] = text.split(".")
  const digits = fraction.replace(/0+$/, "")
  const integer = whole.replace(/^0+(?=\d)/, "")
  return digits ? `${integer}.${digits}` : integer
}
