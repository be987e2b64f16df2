import { DIALECT_KINDS } from "../../dev/erp/dialects"
import type { FaultName } from "../../dev/erp/faults"
import { startTrap, type Trap } from "../../dev/erp/trap"
import { SOURCES } from "../../src/modules/catalog/sources/registry"
import { AUTHORIZATION, onFile, type FileStand } from "./file-stand"
import { FORMATS, SAID_OF_ALL, type Format } from "./item-files"
import { readAll } from "./reading"

const FOREVER = 1_000

let trap: Trap
beforeAll(async () => {
  trap = await startTrap()
})
afterAll(async () => {
  await trap.stop()
  expect(trap.received).toEqual([])
})

const on = (format: Format, story: (stand: FileStand) => Promise<void>, shape?: (text: string) => string) =>
  onFile(format, { elsewhere: trap.url, ...(shape && { shape }) }, story)

const skusOf = ({ dataset }: FileStand): string[] => dataset.items.map(({ sku }) => sku).sort()

/** Everything that the file says when nothing goes wrong. */
const truthOf = async (stand: FileStand): Promise<ReadonlyMap<string, string>> => {
  stand.faults.disarm()
  const clean = await readAll(stand.open(), "full")
  expect(clean).toMatchObject({ code: null, message: "", rejected: [] })
  expect([...clean.rows.keys()].sort()).toEqual(skusOf(stand))
  return clean.rows
}

/** Moves the middle of a text behind a place past it, so that the file is cut in two there. */
const halvedBehind =
  (place: RegExp) =>
  (text: string): string => {
    const from = Math.ceil(text.length * 0.55)
    const found = place.exec(text.slice(from))
    if (!found) throw new Error(`The file has no ${place.source}`)
    const at = Buffer.byteLength(text.slice(0, from + found.index + found[0].length))
    const last = text.lastIndexOf(SAID_OF_ALL)
    return text.slice(0, last) + "x".repeat(2 * at - Buffer.byteLength(text)) + text.slice(last)
  }

const BEFORE_THE_FILE: readonly FaultName[] = ["429", "429-bare", "500", "503"]
const SHRINKING = [
  ["shrink-10", 81],
  ["shrink-20", 72],
  ["shrink-50", 45],
] as const

/** What a file is told by that ends too soon though its answer does not, has no rows, or is a page for people. */
const TOLD: Readonly<Record<Format, { truncated: string; empty: string }>> = {
  csv: { truncated: "malformed_file", empty: "no_rows" },
  "csv.gz": { truncated: "malformed_archive", empty: "no_rows" },
  ndjson: { truncated: "malformed_file", empty: "empty_file" },
  xlsx: { truncated: "binary_file", empty: "no_rows" },
}

/** Where a text may be cut so that nothing but a checksum tells for sure, and what is made of it without one. */
const CUTS = [
  ["csv", "behind a row", /\n/, { rejected: [] }],
  ["csv", "within the number that ends a row", /,\d(?=\d+\n)/, { rejected: [] }],
  ["csv", "behind a cell", /\n"[^"]*",/, { rejected: ["wrong_cell_count"] }],
  ["ndjson", "behind a row", /\n/, { rejected: [] }],
] as const

it("every source is held against the faults, here or as an ERP", () => {
  expect([...SOURCES.keys()].sort()).toEqual([...DIALECT_KINDS, "file"].sort())
})

describe.each(FORMATS)("a file at an address, %s", (format) => {
  it.each(BEFORE_THE_FILE)("is read as if nothing had been after one %s", (name) =>
    on(format, async (stand) => {
      stand.faults.arm({ name })
      const whole = await readAll(stand.open(), "full")
      expect(stand.faults.fired(name)).toBe(1)
      expect(whole).toMatchObject({ code: null, message: "", rejected: [] })
      expect(whole.rows).toEqual(await truthOf(stand))
    })
  )

  it.each(BEFORE_THE_FILE)("is given up with a clear code when %s does not end", (name) =>
    on(format, async (stand) => {
      stand.faults.arm({ name, times: FOREVER })
      const broken = await readAll(stand.open(), "full")
      expect(stand.faults.fired(name)).toBe(stand.visits.length)
      expect(broken).toMatchObject({ code: "source_interrupted", cursor: null })
      expect(broken.rows.size).toBe(0)
      expect(stand.visits.length).toBeLessThan(10)
    })
  )

  it("is waited for as long as Retry-After asks", () =>
    on(format, async (stand) => {
      stand.faults.arm({ name: "429" })
      await readAll(stand.open(), "full")
      const [before, after] = stand.visits
      expect(stand.visits.map(({ status }) => status)).toEqual([429, 200])
      expect((after?.atMs ?? 0) - (before?.atMs ?? 0)).toBeGreaterThanOrEqual(7_000)
      expect(stand.impatient()).toBe(0)
    }))

  it.each(["401", "redirect"] as const)("is refused after a %s, which shows the secret to nobody", (name) =>
    on(format, async (stand) => {
      stand.faults.arm({ name })
      const refused = await readAll(stand.open(), "full")
      expect(stand.faults.fired(name)).toBe(1)
      expect(refused).toMatchObject({ code: "source_refused", cursor: null })
      expect(refused.rows.size).toBe(0)
      expect(refused.message).not.toContain(AUTHORIZATION)
      expect(trap.received).toEqual([])
    })
  )

  it.each(["cut", "drip"] as const)("is interrupted by a %s, whatever was read of it", (name) =>
    on(format, async (stand) => {
      stand.faults.arm({ name })
      const broken = await readAll(stand.open(), "full")
      expect(stand.faults.fired(name)).toBe(1)
      expect(broken).toMatchObject({ code: "source_interrupted", cursor: null })
      expect((await truthOf(stand)).size).toBeGreaterThan(broken.rows.size)
    })
  )

  it("is refused when it is a page for people", () =>
    on(format, async (stand) => {
      stand.faults.arm({ name: "html", times: 2 })
      const named = format === "csv.gz" ? "csv" : format
      const codes = [await readAll(stand.open(), "full"), await readAll(stand.open({ format: named }), "full")]
      expect(stand.faults.fired("html")).toBe(2)
      const known = named === "csv" ? "unknown_column" : "wrong_format"
      expect(codes).toMatchObject([{ code: "unknown_column" }, { code: known }])
    }))

  it("is refused when it ends in the middle of a row, and interrupted when a checksum tells first", () =>
    on(
      format,
      async (stand) => {
        stand.faults.arm({ name: "truncated", times: 2 })
        const alone = await readAll(stand.open(), "full")
        const checked = await readAll(stand.open({ checksum: await stand.checksum() }), "full")
        expect(stand.faults.fired("truncated")).toBe(2)
        expect(alone).toMatchObject({ code: TOLD[format].truncated, cursor: null })
        expect(checked).toMatchObject({ code: "source_interrupted", cursor: null })
        expect((await truthOf(stand)).size).toBe(90)
      },
      halvedBehind(/sold by/)
    ))

  it.each(["empty", "shrink-100"] as const)("is refused when it has no rows: %s", (name) =>
    on(format, async (stand) => {
      stand.faults.arm({ name })
      const none = await readAll(stand.open(), "full")
      expect(stand.faults.fired(name)).toBe(1)
      expect(none).toMatchObject({ code: TOLD[format].empty, cursor: null })
      expect(none.rows.size).toBe(0)
    })
  )

  it.each(SHRINKING)(
    "is read as it is when it %ss, unless it has a checksum, and whole when that is over",
    (name, rows) =>
      on(format, async (stand) => {
        stand.faults.arm({ name })
        const shrunk = await readAll(stand.open(), "full")
        const checked = await readAll(stand.open({ checksum: await stand.checksum() }), "full")
        expect(stand.faults.fired(name)).toBe(2)
        expect(shrunk).toMatchObject({ code: null, rejected: [] })
        expect(shrunk.rows.size).toBe(rows)
        expect(checked).toMatchObject({ code: "source_interrupted", cursor: null })
        expect((await truthOf(stand)).size).toBe(90)
      })
  )
})

describe("a text that looks whole though it ends too soon", () => {
  // Rows that are absent are what a run's guard on deactivations is for: here nothing but a checksum can tell.
  it.each(CUTS)("is told by its checksum alone: %s %s", (format, _place, behind, told) =>
    on(
      format,
      async (stand) => {
        stand.faults.arm({ name: "truncated", times: 2 })
        const checked = await readAll(stand.open({ checksum: await stand.checksum() }), "full")
        const alone = await readAll(stand.open(), "full")
        expect(stand.faults.fired("truncated")).toBe(2)
        expect(checked).toMatchObject({ code: "source_interrupted", cursor: null })
        expect(alone).toMatchObject({ code: null, ...told })
        expect(alone.rows.size).toBeLessThan((await truthOf(stand)).size)
      },
      halvedBehind(behind)
    )
  )
})
