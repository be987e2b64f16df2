import { DIALECT_KINDS, type DialectKind } from "../../dev/erp/dialects"
import type { Fault } from "../../dev/erp/faults"
import { startTrap, type Trap } from "../../dev/erp/trap"
import { startStore, type OwnStore } from "../harness"
import { feedCatalog, sold, type FedCatalog } from "./fed-catalog"

const BROKEN: readonly (readonly [string, Fault, readonly string[]])[] = [
  ["shows 20% less", { name: "shrink-20" }, ["too_many_deactivated"]],
  ["shows 50% less", { name: "shrink-50" }, ["too_many_deactivated"]],
  ["shows nothing", { name: "shrink-100" }, ["empty_source", "too_many_deactivated"]],
  ["ends in the middle with empty pages", { name: "empty", at: 4 }, ["source_interrupted", "empty_source"]],
  ["is somebody else's", { name: "redirect", times: 100 }, ["source_refused"]],
  ["locks us out in the middle", { name: "401", at: 4, times: 100 }, ["source_refused"]],
]

let own: OwnStore
let trap: Trap
const catalogs = new Map<DialectKind, FedCatalog>()

/** All catalogs at once; a failure of one does not leave the others in the middle of their story. */
const each = async (story: (catalog: FedCatalog) => Promise<void>): Promise<void> => {
  const told = await Promise.allSettled([...catalogs].map(([, catalog]) => story(catalog)))
  const failures = [...catalogs.keys()].flatMap((kind, index) => {
    const outcome = told[index]
    return outcome?.status === "rejected" ? [`${kind}: ${String(outcome.reason)}`] : []
  })
  expect(failures).toEqual([])
}

beforeAll(async () => {
  trap = await startTrap()
  own = await startStore({
    env: {
      FEEDS_ALLOW_PRIVATE_ADDRESSES: "127.0.0.1",
      FEED_RETRY_BASE_MS: "10",
      FEED_RUNS_AT_ONCE: "7",
      FEED_RUNS_PER_CLIENT: "standard=1,professional=1,enterprise=1,shared=7",
    },
  })
  for (const kind of DIALECT_KINDS) catalogs.set(kind, await feedCatalog(own.admin, kind, trap.url))
})

afterAll(async () => {
  await each(({ erp }) => erp.stop())
  await own.stop()
  expect(trap.received).toEqual([])
  await trap.stop()
})

describe("a catalog that an ERP feeds", () => {
  it("takes in all that is sold", () =>
    each(async (catalog) => {
      expect(await catalog.run("full")).toMatchObject({ state: "completed", error: null })
      expect(await catalog.active()).toEqual(sold(catalog))
    }))

  it.each(BROKEN)("keeps every item when its feed %s, and heals by a clean run", (_, fault, codes) =>
    each(async (catalog) => {
      const broken = await catalog.run("full", fault)
      expect(catalog.erp.fired(fault.name)).toBeGreaterThan(0)
      expect(broken).toMatchObject({ state: expect.stringMatching(/^(awaiting_approval|failed)$/) })
      const told = [broken.error?.code, ...(broken.findings ?? []).map(({ code }) => code)]
      expect(told.filter((code) => codes.includes(code ?? ""))).not.toEqual([])
      expect(await catalog.active()).toEqual(sold(catalog))
      if (broken.state === "awaiting_approval") expect(await catalog.cancel(broken)).toBe(200)
      const healed = await catalog.run("full")
      expect(healed).toMatchObject({ state: "completed", rows_deactivated: 0, rows_reactivated: 0 })
      expect(await catalog.active()).toEqual(sold(catalog))
    })
  )

  it("turns nothing off in a delta, and takes in what has changed since", () =>
    each(async (catalog) => {
      const [first = ""] = sold(catalog)
      catalog.erp.dataset.change(first, { isActive: false })
      const gone = sold(catalog).at(-1) ?? ""
      const hidden = await catalog.run("delta", { name: "shrink-100" })
      expect(hidden).toMatchObject({ state: "completed", rows_read: 0, rows_deactivated: 0 })
      catalog.erp.dataset.remove(gone)
      expect(await catalog.run("delta")).toMatchObject({ state: "completed", rows_deactivated: 1 })
      expect(await catalog.active()).toEqual([...sold(catalog), gone].sort())
      expect(await catalog.run("full")).toMatchObject({ state: "completed", rows_deactivated: 1 })
      expect(await catalog.active()).toEqual(sold(catalog))
    }))

  it("turns off what is missing below the limit when the grace is over, and on again when it is back", () =>
    each(async (catalog) => {
      expect(await catalog.setGrace(1)).toBe(200)
      const first = await catalog.run("full", { name: "shrink-10" })
      expect(catalog.erp.fired("shrink-10")).toBeGreaterThan(0)
      expect(first).toMatchObject({ state: "completed", rows_deactivated: 0 })
      expect(await catalog.active()).toEqual(sold(catalog))
      const second = await catalog.run("full", { name: "shrink-10" })
      expect(second).toMatchObject({ state: "completed" })
      expect(second.rows_deactivated).toBeGreaterThan(0)
      const healed = await catalog.run("full")
      expect(healed).toMatchObject({ state: "completed", rows_reactivated: second.rows_deactivated })
      expect(await catalog.active()).toEqual(sold(catalog))
    }))
})
