import { createDraw } from "../generate/draw"
import type { Dataset } from "./dataset"
import type { Asked } from "./dialect"
import type { FaultBox, FaultName } from "./faults"
import type { ErpItem } from "./items"

const SHRINKS: readonly (readonly [FaultName, number])[] = [
  ["shrink-10", 0.1],
  ["shrink-20", 0.2],
  ["shrink-50", 0.5],
  ["shrink-100", 1],
]
const FEW = 3

type Options = {
  readonly now: () => number
  readonly dataset: Dataset
  readonly faults: FaultBox
  readonly pageRows: { readonly default: number; readonly most: number }
  /** What happens before each answer. */
  readonly meanwhile: (dataset: Dataset) => void
  /** Where an ERP that ends its lists somewhere ends them. */
  readonly mostRows: number
  /** Where links lead when they are made to lead elsewhere. */
  readonly elsewhere: string
}

/** What a dialect has to work with: the records as they look right now, and the faults that concern their look. */
export class Stage {
  readonly pageRows: Options["pageRows"]
  readonly mostRows: number
  private readonly served = new Set<string>()
  private readonly draw = createDraw(7)
  private requests = 0

  constructor(private readonly options: Options) {
    this.pageRows = options.pageRows
    this.mostRows = options.mostRows
  }

  /** All records that the ERP admits to at the moment. */
  records(): ErpItem[] {
    const { dataset, faults } = this.options
    const { items } = dataset
    if (faults.strikes("empty")) return []
    const shrunk = SHRINKS.find(([name]) => faults.strikes(name))
    if (!shrunk) return items
    const [, share] = shrunk
    const ranked = items.map((item) => ({ item, rank: this.draw(item.sku) })).sort((a, b) => a.rank - b.rank)
    return ranked.slice(Math.round(items.length * share)).map(({ item }) => item)
  }

  /** The ERP's own clock, which is not always right. */
  now(): number {
    return this.options.now()
  }

  /** Notes which records went out, so that a fault can pick those that were read and those that were not. */
  serve<Item extends ErpItem>(items: readonly Item[]): readonly Item[] {
    for (const { sku } of items) this.served.add(sku)
    return items
  }

  /** The host that the ERP names in its links; `own` is what it takes itself for. */
  linkOrigin(asked: Asked, own = `http://${asked.headers.host ?? ""}`): string {
    return this.options.faults.strikes("foreign-link") ? this.options.elsewhere : own
  }

  /** The order of rows that nothing asked for orders: databases choose it anew for each request. */
  untie(a: ErpItem, b: ErpItem): number {
    return this.draw(`${this.requests} ${a.sku}`) - this.draw(`${this.requests} ${b.sku}`)
  }

  /** What people do between two pages, when a fault wants it. */
  changeBetweenPages(): void {
    this.requests += 1
    this.options.meanwhile(this.options.dataset)
    const { faults } = this.options
    if (faults.strikes("page-repeated")) this.insertFirst()
    if (faults.strikes("page-missing")) this.dropServed()
    if (faults.strikes("page-reordered")) this.changeHalf()
    if (faults.strikes("one-timestamp")) this.options.dataset.stampAll(this.options.now())
    if (faults.strikes("one-second")) this.options.dataset.stampWithinSecond(this.options.now())
  }

  private insertFirst(): void {
    for (let count = 0; count < FEW; count += 1) this.options.dataset.add()
  }

  private dropServed(): void {
    const { dataset } = this.options
    const served = [...this.served].filter((sku) => dataset.find(sku))
    for (const sku of served.slice(0, FEW)) dataset.remove(sku)
    for (const sku of served.slice(FEW, 2 * FEW)) dataset.change(sku, { price: "77.77" })
  }

  private changeHalf(): void {
    const { dataset } = this.options
    for (const { sku } of dataset.items)
      if (this.draw(`${sku} reordered`) < 0.5) dataset.change(sku, { price: "55.55", stock: 5 })
  }
}
