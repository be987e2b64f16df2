import { DIALECT_KINDS, DIALECTS, type DialectKind } from "../../dev/erp/dialects"
import type { Dialect } from "../../dev/erp/dialect"
import type { FaultName } from "../../dev/erp/faults"
import { startTrap, type Trap } from "../../dev/erp/trap"
import { readAll } from "./reading"
import { alive, knownOf, onStand, truthOf, work, type Stand } from "./stand"

const HOUR_MS = 3_600_000
const FOREVER = 1_000

let trap: Trap
beforeAll(async () => {
  trap = await startTrap()
})
afterAll(async () => {
  await trap.stop()
  expect(trap.received).toEqual([])
})

const on = (kind: DialectKind, story: (stand: Stand) => Promise<void>): Promise<void> =>
  onStand(kind, { elsewhere: trap.url }, story)

const PASSING: readonly FaultName[] = ["429", "429-bare", "500", "503", "truncated", "cut", "html", "drip"]
const MOVING: readonly FaultName[] = ["page-repeated", "page-missing", "page-reordered", "one-timestamp", "one-second"]
const SHRINKING: readonly FaultName[] = ["shrink-10", "shrink-20", "shrink-50", "shrink-100"]
const CLOCKS: readonly FaultName[] = ["clock-ahead", "clock-behind"]

describe.each(DIALECT_KINDS)("the source %s", (kind) => {
  const { lacks }: Dialect = DIALECTS[kind]
  const has = (name: FaultName): boolean => !lacks.includes(name)

  it("reads everything, and then only what has changed", () =>
    on(kind, async (stand) => {
      const whole = await readAll(stand.source, "full")
      expect(whole).toMatchObject({ code: null, rejected: [] })
      expect([...whole.rows.keys()].sort()).toEqual(alive(stand))
      work(stand)
      const delta = await readAll(stand.source, "delta", whole.cursor)
      expect(delta.rows.size).toBeLessThan(whole.rows.size * 0.7)
      expect(knownOf(stand, whole, delta)).toEqual(await truthOf(stand))
      stand.clock.pass(HOUR_MS)
      stand.erp.dataset.change(alive(stand)[0] ?? "", { name: "Changed last" })
      stand.clock.pass(HOUR_MS)
      const one = await readAll(stand.source, "delta", delta.cursor)
      const none = await readAll(stand.source, "delta", one.cursor)
      expect([...none.rows.keys()]).toEqual([alive(stand)[0]])
    }))

  it("reads more than one query answers", () =>
    onStand(kind, { mostRows: 50 }, async (stand) => {
      const whole = await readAll(stand.source, "full")
      expect(whole.message).toBe("")
      expect([...whole.rows.keys()].sort()).toEqual(alive(stand))
    }))

  it.each(PASSING)("ends as if nothing had been after one %s in the middle", (name) =>
    on(kind, async (stand) => {
      stand.erp.arm({ name, at: 3 })
      const whole = await readAll(stand.source, "full")
      expect(stand.erp.fired(name)).toBe(1)
      expect(whole.message).toBe("")
      expect(knownOf(stand, whole)).toEqual(await truthOf(stand))
    })
  )

  it.each(PASSING)("gives up with a clear code when %s does not end", (name) =>
    on(kind, async (stand) => {
      stand.erp.arm({ name, at: 3, times: FOREVER })
      const broken = await readAll(stand.source, "full")
      expect(stand.erp.fired(name)).toBeGreaterThan(0)
      expect(broken).toMatchObject({ code: "source_interrupted", cursor: null })
      expect(stand.erp.visits.length).toBeLessThan(20)
    })
  )

  it("waits as long as Retry-After asks", () =>
    onStand(kind, { latencyMs: 0 }, async (stand) => {
      stand.erp.arm({ name: "429", at: 2 })
      await readAll(stand.source, "full")
      const refused = stand.erp.visits.findIndex(({ status }) => status === 429 || status === 400)
      const [before, after] = stand.erp.visits.slice(refused, refused + 2)
      expect((after?.atMs ?? 0) - (before?.atMs ?? 0)).toBeGreaterThanOrEqual(7_000)
      expect(stand.erp.impatient()).toBe(0)
    }))

  it("stops at a 401 that stays, and never shows a secret", () =>
    on(kind, async (stand) => {
      stand.erp.arm({ name: "401", at: 3, times: FOREVER })
      const refused = await readAll(stand.source, "full")
      expect(stand.erp.fired("401")).toBeGreaterThan(0)
      expect(refused).toMatchObject({ code: "source_refused", cursor: null })
      for (const secret of Object.values(stand.erp.credentials)) expect(refused.message).not.toContain(secret)
    }))

  it("renews a token that is refused once, or stops with a clear code", () =>
    on(kind, async (stand) => {
      stand.erp.arm({ name: "401", at: 3 })
      const read = await readAll(stand.source, "full")
      expect(stand.erp.fired("401")).toBe(1)
      expect(read.code).toBe(kind === "business-central" ? null : "source_refused")
      if (read.code === null) expect(knownOf(stand, read)).toEqual(await truthOf(stand))
    }))

  it.each(MOVING)("misses nothing in a full reading while rows move: %s", (name) =>
    on(kind, async (stand) => {
      const before = new Set(alive(stand))
      stand.erp.arm({ name, at: 3 })
      const whole = await readAll(stand.source, "full")
      expect(stand.erp.fired(name)).toBe(1)
      if (whole.code === null) {
        const missed = alive(stand).filter((sku) => before.has(sku) && !whole.rows.has(sku))
        expect(missed).toEqual([])
        const delta = await readAll(stand.source, "delta", whole.cursor)
        expect(knownOf(stand, whole, delta)).toEqual(await truthOf(stand))
      } else expect(whole.code).toBe("source_interrupted")
    })
  )

  it.each([...PASSING, ...MOVING, "401", "expired-place", "empty", "foreign-link", "redirect", ...CLOCKS] as const)(
    "catches up on everything with the delta that follows one with %s",
    (name) =>
      on(kind, async (stand) => {
        if (!has(name)) return
        const whole = await readAll(stand.source, "full")
        work(stand)
        stand.erp.arm({ name, at: 2 })
        const broken = await readAll(stand.source, "delta", whole.cursor)
        expect(stand.erp.fired(name)).toBeGreaterThan(0)
        stand.erp.disarm()
        const mended = await readAll(stand.source, "delta", broken.code === null ? broken.cursor : whole.cursor)
        expect(mended.message).toBe("")
        expect(knownOf(stand, whole, broken, mended)).toEqual(await truthOf(stand))
      })
  )

  it("begins the crawl again when a page token has expired, and gives up when all of them do", async () => {
    if (!has("expired-place")) return
    await on(kind, async (stand) => {
      stand.erp.arm({ name: "expired-place", at: 3 })
      const whole = await readAll(stand.source, "full")
      expect(stand.erp.fired("expired-place")).toBe(1)
      expect(whole.message).toBe("")
      expect(knownOf(stand, whole)).toEqual(await truthOf(stand))
    })
    await on(kind, async (stand) => {
      stand.erp.arm({ name: "expired-place", at: 1, times: FOREVER })
      expect(await readAll(stand.source, "full")).toMatchObject({ code: "source_interrupted", cursor: null })
    })
  })

  it.each(SHRINKING)("reads what a feed still shows when it %ss, and everything when that is over", (name) =>
    on(kind, async (stand) => {
      stand.erp.arm({ name })
      const shrunk = await readAll(stand.source, "full")
      expect(stand.erp.fired(name)).toBeGreaterThan(0)
      // To a source it is a shorter list like any other: what is absent is for the run's guards to judge.
      expect(shrunk).toMatchObject({ code: null, rejected: [] })
      const share = Number(name.replace("shrink-", "")) / 100
      expect(shrunk.rows.size).toBe(alive(stand).length - Math.round(alive(stand).length * share))
      expect(Object.values(await truthOf(stand))).not.toContain(undefined)
    })
  )

  it("does not move its cursor over an empty list", () =>
    on(kind, async (stand) => {
      const whole = await readAll(stand.source, "full")
      work(stand)
      stand.erp.arm({ name: "empty" })
      const empty = await readAll(stand.source, "delta", whole.cursor)
      expect(stand.erp.fired("empty")).toBeGreaterThan(0)
      expect(empty).toMatchObject({ code: null, cursor: whole.cursor })
      expect(empty.rows.size).toBe(0)
    }))

  it.each(CLOCKS)("catches every change although the server is 5 minutes off: %s", (name) =>
    on(kind, async (stand) => {
      stand.erp.arm({ name })
      const whole = await readAll(stand.source, "full")
      stand.erp.dataset.change(alive(stand)[0] ?? "", { name: "Changed at once" })
      const delta = await readAll(stand.source, "delta", whole.cursor)
      expect(delta.code).toBeNull()
      expect(knownOf(stand, whole, delta)).toEqual(await truthOf(stand))
    })
  )

  it.each(["foreign-link", "redirect"] as const)("goes nowhere else for a %s", (name) =>
    on(kind, async (stand) => {
      if (!has(name)) return
      stand.erp.arm({ name, at: 2 })
      const read = await readAll(stand.source, "full")
      expect(stand.erp.fired(name)).toBeGreaterThan(0)
      if (read.code === null) expect(knownOf(stand, read)).toEqual(await truthOf(stand))
      else expect(["source_refused", "source_interrupted"]).toContain(read.code)
      expect(trap.received).toEqual([])
    })
  )
})
