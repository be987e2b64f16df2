import type { DialectKind } from "../../dev/erp/dialects"
import { startStandIn, type StandIn, type StandInOptions } from "../../dev/erp/stand-in"
import type { Source } from "../../src/modules/catalog/sources/source"
import { readAll, type Outcome } from "./reading"
import { openSource, PAGE_ROWS } from "./sources"
import { VirtualClock } from "./virtual-clock"

const ITEMS = 90
/** So long takes a page, so that a crawl takes longer than deltas overlap. */
const LATENCY_MS = 20_000
const HOUR_MS = 3_600_000

/** A stand-in with its source, on one clock. */
export type Stand = { readonly clock: VirtualClock; readonly erp: StandIn; readonly source: Source }

/** Runs a story on a stand-in alone, by the real clock unless another is given. */
export const onStandIn = async (
  kind: DialectKind,
  story: (erp: StandIn) => Promise<void>,
  options: StandInOptions = {}
): Promise<void> => {
  const erp = await startStandIn(kind, { items: 60, pageRows: PAGE_ROWS, ...options })
  try {
    await story(erp)
  } finally {
    await erp.stop()
  }
}

/** Runs a story on a stand-in of its own with a source that reads it. */
export const onStand = async (
  kind: DialectKind,
  options: StandInOptions,
  story: (stand: Stand) => Promise<void>
): Promise<void> => {
  const clock = new VirtualClock()
  const erp = await startStandIn(kind, {
    clock,
    items: ITEMS,
    pageRows: PAGE_ROWS,
    latencyMs: LATENCY_MS,
    ...options,
  })
  try {
    await story({ clock, erp, source: openSource(erp, clock) })
  } finally {
    await erp.stop()
  }
}

/** A working day: some items change, one is new, one goes. */
export const work = ({ clock, erp }: Stand): void => {
  clock.pass(HOUR_MS)
  const skus = erp.dataset.items.map(({ sku }) => sku).sort()
  for (const [index, sku] of skus.entries()) {
    clock.pass(1_000)
    if (index % 2 === 0) erp.dataset.change(sku, { name: `Renamed ${index}`, price: "12.34", stock: index })
  }
  erp.dataset.add({ sku: "ZZ-LAST" })
  erp.dataset.remove(skus[1] ?? "")
  clock.pass(HOUR_MS)
}

/** The items that there are now. */
export const alive = ({ erp }: Stand): string[] => erp.dataset.items.map(({ sku }) => sku).sort()

/** What a catalog knows when it has taken in these readings one after another, of the items that there are. */
export const knownOf = (stand: Stand, ...outcomes: readonly Outcome[]): Record<string, string | undefined> => {
  const merged = new Map(outcomes.flatMap(({ rows }) => [...rows]))
  return Object.fromEntries(alive(stand).map((sku) => [sku, merged.get(sku)]))
}

/** Everything in the state of now. */
export const truthOf = async (stand: Stand): Promise<Record<string, string | undefined>> => {
  stand.erp.disarm()
  const clean = await readAll(stand.source, "full")
  expect(clean).toMatchObject({ code: null, rejected: [] })
  expect([...clean.rows.keys()].sort()).toEqual(alive(stand))
  return knownOf(stand, clean)
}
