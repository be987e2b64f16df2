import type { RawRecord, SourceRow } from "../../types"
import { FieldReader } from "../fields"
import { FileErrors } from "../file-errors"
import type { NormaliseOptions } from "../normalise"
import { recordOf } from "../rejected-record"

/** Brings the rows of a table in another system's layout to ours. Rows may be held back until their product is complete. */
export type TableReader = {
  add(cells: readonly string[], rowNumber: number): readonly SourceRow[]
  end(): readonly SourceRow[]
}

/** One record of a table, read by its columns' names without regard to case. */
export type TableRecord = {
  readonly rowNumber: number
  readonly raw: RawRecord
  /** The trimmed text of the first of the named columns that the header has and the row fills. */
  get(...names: string[]): string
}

/** Why a row can't stand under its header. */
export type Fault = { readonly code: string; readonly message: string }

/** What every reader of a foreign table is made with. `currency` is that of prices which name none. */
export type ForeignOptions = NormaliseOptions & { readonly currency?: string | undefined }

/** Another system's layout. */
export type ForeignLayout = {
  readonly name: "medusa" | "shopify" | "woocommerce"
  /** Whether a header, in small letters, is this layout's. */
  fits(header: ReadonlySet<string>): boolean
  open(table: ForeignTable, options: ForeignOptions): TableReader
}

/** A header of another system, and what reads its rows. */
export class ForeignTable {
  readonly names: readonly string[]
  readonly fields: FieldReader
  private readonly places: ReadonlyMap<string, number>

  constructor(
    private readonly header: readonly string[],
    options: NormaliseOptions
  ) {
    this.names = header.map((name) => name.trim().toLowerCase())
    this.places = new Map(this.names.map((name, index) => [name, index] as const).reverse())
    this.fields = new FieldReader(options)
  }

  record(cells: readonly string[], rowNumber: number): TableRecord {
    const get = (...names: string[]): string => {
      for (const name of names) {
        const index = this.places.get(name)
        const text = index === undefined ? "" : (cells[index] ?? "").trim()
        if (text) return text
      }
      return ""
    }
    return { rowNumber, raw: recordOf(this.header, cells), get }
  }

  /** Why the cells can't stand under this header; null when they can. */
  fault(cells: readonly string[]): Fault | null {
    const filled = cells.findLastIndex((cell) => cell !== "") + 1
    if (cells.some((cell) => cell.includes("\u0000")))
      return { code: "control_character", message: "A cell holds a NUL, which no text has" }
    if (cells.length >= this.header.length && filled <= this.header.length) return null
    const counts = `The row has ${cells.length} cells, the header ${this.header.length}`
    return { code: "wrong_cell_count", message: `${counts}: is a quote or a comma missing?` }
  }
}

/**
 * The record of a row with its product's cells where its own are empty, in the columns that speak of the product: rows
 * below a product's first leave them empty, and one that is handed back to be corrected has to stand by itself.
 */
export const completed = (
  row: TableRecord,
  product: TableRecord,
  isOfProduct: (column: string) => boolean
): RawRecord => {
  if (row === product) return row.raw
  const cells = Object.entries(row.raw).map(([name, cell]): [string, string] => {
    const isOwn = cell.trim() !== "" || !isOfProduct(name.toLowerCase())
    return [name, isOwn ? cell : (product.raw[name] ?? "")]
  })
  return Object.fromEntries(cells)
}

/** A sku for a variant that has none of its own: its product's handle and what tells it from its siblings. */
export const derivedSku = (handle: string, values: readonly string[]): string =>
  [handle, ...values.map((value) => value.trim().replace(/\s+/g, "-"))].join("-").slice(0, 128)

/** Pieces that are oversold count below nothing; none of them can be sold. */
export const soldOut = (stock: string): string => (/^-\d+(\.\d+)?$/.test(stock) ? "0" : stock)

/** The currency of prices that name none, or a refusal of the whole file. */
export const currencyOf = (layout: string, currency: string | undefined): string => {
  if (!currency) throw FileErrors.missingCurrency(layout)
  return currency.toLowerCase()
}
