/** A row of a source, as its cells say it. A price that is not a number makes the row faulty. */
export type ModelRow = { sku: string; name: string; price: string; active: "true" | "false"; barcode: string }

/** One execution of a feed. */
export type ModelRun = { mode: "delta" | "full"; isDry: boolean; rows: readonly ModelRow[] }

/** How many rows of a run are of each kind. */
export type ModelCounts = Record<"create" | "update" | "deactivate" | "reactivate" | "unchanged" | "rejected", number>

type ModelItem = Omit<ModelRow, "active"> & {
  readonly isActive: boolean
  /** It was switched off because a full run lacked it: whatever a source says of it next is news. */
  readonly isAbsent: boolean
}

const isFaulty = ({ price }: ModelRow): boolean => !Number.isFinite(Number(price))

const itemOf = ({ sku, name, price, active, barcode }: ModelRow): ModelItem => ({
  ...{ sku, name, price, barcode },
  isActive: active === "true",
  isAbsent: false,
})

const kindOf = (before: ModelItem | undefined, after: ModelItem): Exclude<keyof ModelCounts, "rejected"> => {
  if (!before) return "create"
  if (before.isActive !== after.isActive) return after.isActive ? "reactivate" : "deactivate"
  return JSON.stringify(before) === JSON.stringify(after) ? "unchanged" : "update"
}

/** What a catalog is said to do with the rows of its one feed, in as few words as possible: items in a map, one row after another. */
export class CatalogModel {
  private items = new Map<string, ModelItem>()

  /** Executes a run, unless it is a dry one, and answers its counts. */
  run({ mode, isDry, rows }: ModelRun): ModelCounts {
    const counts = { create: 0, update: 0, deactivate: 0, reactivate: 0, unchanged: 0, rejected: 0 }
    const next = new Map(this.items)
    const accepted = this.withoutConflicts(rows)
    counts.rejected = rows.length - accepted.length
    for (const item of accepted.map(itemOf)) {
      counts[kindOf(this.items.get(item.sku), item)] += 1
      next.set(item.sku, item)
    }
    const present = new Set(rows.map(({ sku }) => sku))
    for (const item of mode === "full" ? this.items.values() : []) {
      if (!item.isActive || present.has(item.sku)) continue
      counts.deactivate += 1
      next.set(item.sku, { ...item, isActive: false, isAbsent: true })
    }
    if (!isDry) this.items = next
    return counts
  }

  /** Of rows with one sku the first counts, of those with one barcode too, unless another item has that. */
  private withoutConflicts(rows: readonly ModelRow[]): ModelRow[] {
    const sound = rows.filter((row) => !isFaulty(row))
    const bySku = sound.filter((row, place) => sound.findIndex(({ sku }) => sku === row.sku) === place)
    const byBarcode = bySku.filter(
      ({ barcode }, place) => barcode === "" || bySku.findIndex((other) => other.barcode === barcode) === place
    )
    const owners = new Map([...this.items.values()].map(({ barcode, sku }) => [barcode, sku]))
    return byBarcode.filter(({ barcode, sku }) => barcode === "" || (owners.get(barcode) ?? sku) === sku)
  }

  /** The items, and what Medusa's tables say of them under the catalog's key. */
  shown(key: string): object[] {
    return [...this.items.values()]
      .sort((a, b) => (a.sku < b.sku ? -1 : 1))
      .map(({ sku, name, price, barcode, isActive }) => ({
        ...{ sku, name, title: name, active: isActive, has_variant: isActive },
        barcode: barcode || null,
        shown_barcode: barcode ? `${key}:${barcode}` : null,
        status: isActive ? "published" : "draft",
        price: String(Number(price)),
      }))
  }
}
