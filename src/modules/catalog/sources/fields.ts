import { MedusaError } from "@medusajs/framework/utils"
import { toUSVString } from "node:util"
import type { RawRecord, SourceRow } from "../types"
import { storable } from "./storable"
import { layoutOf, type Layout } from "./layout"
import { normaliseRow, type NormaliseOptions } from "./normalise"
import { recordOf, withRecord } from "./rejected-record"

/** Values under the names of our columns: a record of a source whose own names are others. */
export type Fields = Readonly<Record<string, string>>

/** The record that the values were made of, and what its own columns are called. */
export type Origin = {
  readonly rowNumber: number
  readonly raw: RawRecord
  readonly names?: Readonly<Record<string, string>>
  /** Whether files of such records can be imported: a faulty one is handed back as it came, else in our own columns. */
  readonly isOfFile?: boolean
}

/** A row that is left out as a whole: where it stands, what can be handed back of it, and its sku if that can be read. */
export type LeftOut = { readonly rowNumber: number; readonly raw: RawRecord; readonly sku?: string | undefined }

/** Layouts are made once for all records that fill the same columns; so many are kept, of so many characters. */
const MOST_LAYOUTS = 500
const MOST_CHARACTERS = 4 * 1024 * 1024

/** Brings records that fill our columns by name to rows. What is wrong with one is said under its own columns' names. */
export class FieldReader {
  private readonly layouts = new Map<string, Layout>()
  private characters = 0

  constructor(private readonly options: NormaliseOptions) {}

  read(fields: Fields, origin: Origin): SourceRow {
    const { raw, names = {}, isOfFile = false } = origin
    const read = this.normalised(fields, origin)
    if (read.row) return read
    const rejections = read.rejections.map((rejection) => ({
      ...rejection,
      column: rejection.column && (names[rejection.column] ?? rejection.column),
    }))
    return { row: null, rejections: isOfFile ? withRecord(rejections, raw) : rejections }
  }

  private normalised(fields: Fields, { rowNumber, raw }: Origin): SourceRow {
    try {
      const all: Fields = { sku: "", name: "", ...fields }
      // JSON may hold half of a surrogate pair, which no text in Postgres may.
      const cells = Object.values(all).map((text) => toUSVString(text))
      return normaliseRow(this.layoutFor(Object.keys(all)), cells, rowNumber, this.options, raw)
    } catch (error) {
      if (!(error instanceof MedusaError)) throw error
      const cells = recordOf(Object.keys(fields), Object.values(fields))
      return rejectedRow({ rowNumber, raw: cells, sku: fields["sku"] }, error.code ?? "malformed_row", error.message)
    }
  }

  private layoutFor(columns: string[]): Layout {
    const key = columns.join("\n")
    const known = this.layouts.get(key)
    if (known) return known
    const layout = layoutOf(columns)
    this.keep(key, layout)
    return layout
  }

  private keep(key: string, layout: Layout): void {
    if (this.layouts.size >= MOST_LAYOUTS || this.characters > MOST_CHARACTERS) {
      this.layouts.clear()
      this.characters = 0
    }
    this.layouts.set(key, layout)
    this.characters += key.length
  }
}

/** A row that is left out as a whole, for one reason. */
export const rejectedRow = ({ rowNumber, raw, sku }: LeftOut, code: string, message: string): SourceRow => {
  const shown = sku ? storable(sku.trim(), 128) : null
  return {
    row: null,
    rejections: [{ rowNumber, column: null, code, message: storable(message, 500), value: null, sku: shown, raw }],
  }
}
