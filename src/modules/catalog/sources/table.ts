/** Rows of cells as a decoder yields them, the header first; `firstRow` numbers them as a spreadsheet does. */
export type RowBatch = { readonly firstRow: number; readonly rows: readonly string[][] }

/** What an operator says of a file, where its first bytes leave room for doubt; each is found out when it is absent. */
export type TextHints = {
  readonly encoding?: "utf-8" | "utf-16le" | "utf-16be" | "windows-1252" | undefined
  readonly delimiter?: "," | ";" | "\t" | "|" | undefined
  readonly quote?: '"' | "'" | undefined
}

/** What has been found out of a file. */
export type Detection = {
  format: "csv" | "ndjson" | "xlsx"
  isCompressed: boolean
  encoding: string | null
  delimiter: string | null
  quote: string | null
  sheet: string | null
  layout: string | null
  header: readonly string[]
}
