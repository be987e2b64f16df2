import { CatalogErrors } from "../errors"
import { FileErrors } from "./file-errors"
import { guessMapping, type ColumnMapping } from "./guess-mapping"
import { headerOf } from "./header"
import { ERROR_PREFIX } from "./rejected-record"

/** The columns of our own file layout. `docs/import-file.md` explains each. */
const COLUMNS = [
  "sku",
  "product",
  "name",
  "handle",
  "description",
  "category",
  "brand",
  "barcode",
  "price",
  "cost",
  "currency",
  "stock",
  "image",
  "active",
] as const

/** Columns that are attributes without saying so, because shops know them by name. */
const ATTRIBUTE_COLUMNS = ["style", "promoted", "color", "size", "material"]

const PREFIXES = ["price:", "cost:", "option:", "attribute:"] as const
const REQUIRED = ["sku", "name"]

type Column = (typeof COLUMNS)[number]

/** A column of amounts in one currency. */
export type AmountColumn = { currency: string; index: number; column: string }

/** Where each value of a row stands: an index into its cells. */
export type Layout = {
  columns: Partial<Record<Column, number>>
  prices: AmountColumn[]
  costs: AmountColumn[]
  options: { name: string; index: number }[]
  attributes: { name: string; index: number }[]
  header: string[]
  /** Whether amounts may be written "1299,90": only where commas don't separate cells. */
  hasDecimalComma?: boolean
  /** Whether the rows were handed back to be corrected: commas separate these cells, but perhaps not where they came from. */
  isHandedBack?: boolean
}

/** Whether all columns of a header are ours, and those that every file needs are among them. */
export const isOurHeader = (header: readonly string[]): boolean => {
  const keys = header.map((name) => name.toLowerCase())
  return keys.every((key) => key === "" || isKnown(key)) && REQUIRED.every((column) => keys.includes(column))
}

/** Whether a name is one of our columns. */
export const isOurColumn = (name: string): boolean => isKnown(name.toLowerCase())

/** Reads a header. It throws when a column is unknown, stands twice, or a required one is absent, and as `headerOf` does. */
export const layoutOf = (cells: readonly string[]): Layout => {
  const header = headerOf(cells)
  const keys = header.map((name) => name.toLowerCase())
  refuseFaults(header, keys)
  const layout: Layout = { columns: {}, prices: [], costs: [], options: [], attributes: [], header }
  keys.forEach((key, index) => place(layout, key, header[index] ?? key, index))
  return layout
}

const refuseFaults = (header: string[], keys: string[]): void => {
  const unknown = header.filter((_, index) => !isKnown(keys[index] ?? ""))
  if (unknown.length)
    throw CatalogErrors.unknownColumns(
      unknown,
      [...COLUMNS, ...ATTRIBUTE_COLUMNS, ...PREFIXES.map((p) => `${p}<name>`)],
      guessMapping(header)
    )
  const repeated = repeatedOf(keys)
  if (repeated.length) throw CatalogErrors.duplicateColumns(repeated)
  const missing = REQUIRED.filter((column) => !keys.includes(column))
  if (missing.length) throw CatalogErrors.missingColumns(missing)
}

const repeatedOf = (keys: readonly string[]): string[] => {
  const seen = new Set<string>()
  const repeated = keys.filter((key) => seen.has(key) || !seen.add(key))
  return [...new Set(repeated)]
}

const isColumn = (key: string): key is Column => (COLUMNS as readonly string[]).includes(key)

const isKnown = (key: string): boolean =>
  isColumn(key) ||
  ATTRIBUTE_COLUMNS.includes(key) ||
  key.startsWith(ERROR_PREFIX) ||
  PREFIXES.some((prefix) => key.startsWith(prefix) && key.length > prefix.length)

const place = (layout: Layout, key: string, name: string, index: number): void => {
  if (key.startsWith(ERROR_PREFIX)) return
  if (isColumn(key)) layout.columns[key] = index
  else if (key.startsWith("price:")) layout.prices.push({ currency: key.slice(6).trim(), index, column: name })
  else if (key.startsWith("cost:")) layout.costs.push({ currency: key.slice(5).trim(), index, column: name })
  else if (key.startsWith("option:")) layout.options.push({ name: name.slice(7).trim(), index })
  else layout.attributes.push({ name: key.startsWith("attribute:") ? name.slice(10).trim() : key, index })
}

/** The layout of a file whose columns an operator has mapped: our column → theirs. Columns that nobody mapped stay in `raw`. */
export const mappedLayout = (cells: readonly string[], mapping: ColumnMapping): Layout => {
  const header = headerOf(cells)
  const places = new Map(header.map((name, index) => [name.toLowerCase(), index]))
  const entries = Object.entries(mapping)
  const foreign = entries.filter(([ours]) => !isOurColumn(ours)).map(([ours]) => ours)
  if (foreign.length) throw FileErrors.badMapping(foreign)
  const absent = entries.filter(([, theirs]) => !places.has(theirs.trim().toLowerCase())).map(([, theirs]) => theirs)
  if (absent.length) throw FileErrors.unmappedColumns(absent, header)
  const missing = REQUIRED.filter((column) => !entries.some(([ours]) => ours.toLowerCase() === column))
  if (missing.length) throw CatalogErrors.missingColumns(missing)
  const layout: Layout = { columns: {}, prices: [], costs: [], options: [], attributes: [], header }
  for (const [ours, theirs] of entries) {
    place(layout, ours.toLowerCase(), ours, places.get(theirs.trim().toLowerCase()) ?? 0)
  }
  return layout
}
