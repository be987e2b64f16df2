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

const each = (story: (catalog: FedCatalog, kind: DialectKind) => Promise<void>): Promise<unknown> =>
  Promise.all([...catalogs].map(([kind, catalog]) => story(catalog, kind)))

beforeAll(async () => {
  trap = await startTrap()
  own = await startStore({
    env: { FEEDS_ALLOW_PRIVATE_ADDRESSES: "127.0.0.1", FEED_RETRY_BASE_MS: "10", FEED_RUNS_AT_ONCE: "7" },
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
    each(async (catalog, kind) => {
      const run = await catalog.run("full")
      expect({ kind, ...run }).toMatchObject({ kind, state: "completed", error: null })
      expect(await catalog.active()).toEqual(sold(catalog))
    }))

  it.each(BROKEN)("keeps every item when its feed %s, and heals by a clean run", (_, fault, codes) =>
    each(async (catalog, kind) => {
      const broken = await catalog.run("full", fault)
      expect(catalog.erp.fired(fault.name)).toBeGreaterThan(0)
      expect([kind, "awaiting_approval", "failed"]).toContain(broken.state)
      const told = [broken.error?.code, ...(broken.findings ?? []).map(({ code }) => code)]
      expect({ kind, told: told.some((code) => code !== undefined && codes.includes(code)) ? codes : told }).toEqual({
        kind,
        told: codes,
      })
      expect(await catalog.active()).toEqual(sold(catalog))
      if (broken.state === "awaiting_approval") expect(await catalog.cancel(broken)).toBe(200)
      const healed = await catalog.run("full")
      expect({ kind, ...healed }).toMatchObject({ kind, state: "completed", rows_deactivated: 0, rows_reactivated: 0 })
      expect(await catalog.active()).toEqual(sold(catalog))
    })
  )

  it("turns off what is missing below the limit, and on again when it is back", () =>
    each(async (catalog, kind) => {
      const fewer = await catalog.run("full", { name: "shrink-10" })
      expect(catalog.erp.fired("shrink-10")).toBeGreaterThan(0)
      expect({ kind, ...fewer }).toMatchObject({ kind, state: "completed" })
      expect(fewer.rows_deactivated).toBeGreaterThan(0)
      const healed = await catalog.run("full")
      expect({ kind, ...healed }).toMatchObject({ kind, state: "completed", rows_reactivated: fewer.rows_deactivated })
      expect(await catalog.active()).toEqual(sold(catalog))
    }))

  it("turns nothing off in a delta, and takes in what has changed since", () =>
    each(async (catalog, kind) => {
      const [first = ""] = sold(catalog)
      catalog.erp.dataset.change(first, { isActive: false })
      const gone = sold(catalog).at(-1) ?? ""
      const hidden = await catalog.run("delta", { name: "shrink-100" })
      expect({ kind, ...hidden }).toMatchObject({ kind, state: "completed", rows_read: 0, rows_deactivated: 0 })
      catalog.erp.dataset.remove(gone)
      const delta = await catalog.run("delta")
      expect({ kind, ...delta }).toMatchObject({ kind, state: "completed", rows_deactivated: 1 })
      expect(await catalog.active()).toEqual([...sold(catalog), gone].sort())
      await catalog.run("full")
      expect(await catalog.active()).toEqual(sold(catalog))
    }))
})
