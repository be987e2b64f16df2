import { CatalogErrors } from "../errors"
import type { SourceRow } from "../types"
import type { ColumnMapping } from "./guess-mapping"
import { headerOf } from "./header"
import { isOurHeader, layoutOf, mappedLayout } from "./layout"
import { type ForeignLayout, type ForeignOptions, ForeignTable, type TableReader } from "./layouts/foreign"
import { medusaLayout } from "./layouts/medusa"
import { shopifyLayout } from "./layouts/shopify"
import { wooCommerceLayout } from "./layouts/woocommerce"
import { normaliseRow } from "./normalise"
import { ERROR_PREFIX } from "./rejected-record"
import type { RowBatch } from "./table"

const FOREIGN: readonly ForeignLayout[] = [medusaLayout, shopifyLayout, wooCommerceLayout]

/** What the columns of a table mean, unless its header tells: a mapping goes before all, then the named layout. */
export type TableOptions = ForeignOptions & {
  readonly layout?: "galleria" | ForeignLayout["name"] | undefined
  readonly mapping?: ColumnMapping | undefined
}

/** What a header turned out to be. */
export type LayoutName = "galleria" | "mapped" | ForeignLayout["name"]

/** The layout of a header, or null when it is none that is known. */
export const recogniseLayout = (header: readonly string[], options: TableOptions): LayoutName | null => {
  const names = header.map((name) => name.trim().toLowerCase())
  if (options.mapping)
    return Object.values(options.mapping).every((theirs) => names.includes(theirs.trim().toLowerCase()))
      ? "mapped"
      : null
  if (options.layout !== undefined && options.layout !== "galleria")
    return foreign(names)?.name === options.layout ? options.layout : null
  if (isOurHeader(names)) return "galleria"
  return options.layout ? null : (foreign(names)?.name ?? null)
}

const foreign = (names: readonly string[]): ForeignLayout | undefined => {
  const header = new Set(names)
  return FOREIGN.find((layout) => layout.fits(header))
}

/**
 * Reads the rows of a table by what its header says, some at once: taking one at a time would cost as much as reading
 * it. A header alone, and a table without one, are refused.
 */
export async function* readTable(
  batches: AsyncIterable<RowBatch>,
  options: TableOptions,
  hasDecimalComma: boolean
): AsyncGenerator<Iterable<SourceRow>, void, undefined> {
  let table: TableReader | null = null
  let count = 0
  for await (const { firstRow, rows } of batches) {
    const [header = []] = rows
    const skipped = table === null ? 1 : 0
    table ??= openForeign(header, options) ?? openOurs(header, options, hasDecimalComma)
    yield rowsOf(table, rows, firstRow, skipped)
    count += rows.length
  }
  if (count === 0) throw CatalogErrors.emptyFile()
  if (count === 1) throw CatalogErrors.noRows()
  if (table) yield table.end()
}

/** One row is made when it is asked for, so that it can be forgotten before the next. */
function* rowsOf(table: TableReader, rows: readonly string[][], firstRow: number, from: number): Generator<SourceRow> {
  for (let index = from; index < rows.length; index += 1) yield* table.add(rows[index] ?? [], firstRow + index)
}

const openOurs = (header: string[], options: TableOptions, hasDecimalComma: boolean): TableReader => {
  const { mapping } = options
  const isHandedBack = header.includes(`${ERROR_PREFIX}row`)
  const layout = { ...(mapping ? mappedLayout(header, mapping) : layoutOf(header)), hasDecimalComma, isHandedBack }
  return { add: (cells, rowNumber) => [normaliseRow(layout, cells, rowNumber, options)], end: () => [] }
}

const openForeign = (cells: readonly string[], options: TableOptions): TableReader | null => {
  const header = headerOf(cells)
  const name = recogniseLayout(header, options)
  const layout = FOREIGN.find((known) => known.name === name)
  return layout ? layout.open(new ForeignTable(header, options), options) : null
}
