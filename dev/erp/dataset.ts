import { createDraw, type Draw } from "../generate/draw"
import { guidOf, type ErpItem } from "./items"

type Fields = Partial<Omit<ErpItem, "id" | "guid" | "sku" | "changedUs">>

/** The records of a stand-in, and what people do to them while somebody reads. */
export class Dataset {
  private readonly bySku: Map<string, ErpItem>
  private readonly draw: Draw
  private stamps = 0

  /** `nowMs` is the ERP's own clock, which stamps what changes. */
  constructor(
    items: readonly ErpItem[],
    private readonly nowMs: () => number,
    seed = 1
  ) {
    this.bySku = new Map(items.map((item) => [item.sku, item]))
    this.draw = createDraw(seed)
  }

  /** All records, in no order that means anything. */
  get items(): ErpItem[] {
    return [...this.bySku.values()]
  }

  find(sku: string): ErpItem | undefined {
    return this.bySku.get(sku)
  }

  /** Changes a record and its change time. */
  change(sku: string, fields: Fields): void {
    const item = this.bySku.get(sku)
    if (item) this.bySku.set(sku, { ...item, ...fields, changedUs: this.stamp() })
  }

  /** Adds a record, by default one that sorts before all others by id and sku. */
  add(fields: Fields & { sku?: string } = {}): ErpItem {
    const id = Math.min(...this.items.map((item) => item.id), 1_000) - 1
    const blank = { name: `New arrival ${id}`, description: "", category: "Arrivals", brand: "", barcode: "" }
    const guid = `00000000-0000-ee11-8e4b-${guidOf(this.draw, id).slice(-12)}`
    const item = { ...blank, price: "9.95", stock: 1, isActive: true, sku: `0-NEW-${String(id).padStart(4, "0")}` }
    const added = { ...item, ...fields, id, guid, changedUs: this.stamp() }
    this.bySku.set(added.sku, added)
    return added
  }

  /** Takes a record away without a trace, as a deletion or an archive run does. */
  remove(sku: string): void {
    this.bySku.delete(sku)
  }

  /** Gives all records one change time, as a mass update in one transaction does. */
  stampAll(ms: number): void {
    for (const [sku, item] of this.bySku) this.bySku.set(sku, { ...item, changedUs: Math.floor(ms) * 1000 })
  }

  /** Gives all records change times within one second, in another order than that of their ids. */
  stampWithinSecond(ms: number): void {
    const secondUs = Math.floor(ms / 1000) * 1_000_000
    for (const [sku, item] of this.bySku) {
      const changedUs = secondUs + Math.floor(this.draw(`${sku} within the second`) * 1_000_000)
      this.bySku.set(sku, { ...item, changedUs })
    }
  }

  private stamp(): number {
    this.stamps += 1
    return Math.floor(this.nowMs() * 1000) + Math.floor(this.draw(`stamp ${this.stamps}`) * 1000)
  }
}
