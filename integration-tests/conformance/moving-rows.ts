import type { Dataset } from "../../dev/erp/dataset"
import { createDraw } from "../../dev/generate/draw"
import type { DialectKind } from "../../dev/erp/dialects"
import { readAll } from "./reading"
import { alive, knownOf, onStand, truthOf, work } from "./stand"

const MOST_CHANGES = 12

/** People at work: before each answer a random number of records is changed, added or removed. */
const crowd = (seed: number): ((dataset: Dataset) => void) => {
  const draw = createDraw(seed)
  let moment = 0
  return (dataset) => {
    moment += 1
    const busy = Math.floor(draw(`${moment} busy`) * MOST_CHANGES)
    for (let index = 0; index < busy; index += 1) {
      const { items } = dataset
      const name = `${moment} ${index}`
      const { sku = "" } = items[Math.floor(draw(`${name} which`) * items.length)] ?? {}
      const what = draw(`${name} what`)
      if (what < 0.7) dataset.change(sku, { name: `Changed at ${name}`, stock: moment })
      else if (what < 0.85) dataset.add({ sku: `${what < 0.78 ? "0" : "ZZ"}-${moment}-${index}` })
      else dataset.remove(sku)
    }
  }
}

/**
 * Reads a source while everybody works, then once more when they have gone home. A reading that ends normally must have
 * met all that was there from its beginning to its end; and the deltas together must know everything.
 */
export const readWhileRowsMove = async (kind: DialectKind, seed: number): Promise<void> => {
  let meanwhile: (dataset: Dataset) => void = () => undefined
  await onStand(kind, { seed, meanwhile: (dataset) => meanwhile(dataset) }, async (stand) => {
    const before = new Set(alive(stand))
    meanwhile = crowd(seed)
    const whole = await readAll(stand.source, "full")
    const stayed = alive(stand).filter((sku) => before.has(sku))
    if (whole.code === null) expect(stayed.filter((sku) => !whole.rows.has(sku))).toEqual([])
    else expect(whole.code).toBe("source_interrupted")
    work(stand)
    const busy = await readAll(stand.source, "delta", whole.cursor)
    meanwhile = () => undefined
    const quiet = await readAll(stand.source, "delta", busy.code === null ? busy.cursor : whole.cursor)
    expect(quiet.message).toBe("")
    expect(knownOf(stand, whole, busy, quiet)).toEqual(await truthOf(stand))
  })
}
