import { ChangeCursor } from "../change-cursor"

const MINUTE = 60_000
const OVERLAP = 10 * MINUTE
const at = (time: string): number => Date.parse(`2026-03-01T${time}Z`)

const readingAt = (time: string, cursor: Record<string, string> | null, mode: "delta" | "full" = "delta") => {
  let now = at(time)
  const changes = new ChangeCursor({ mode, cursor }, OVERLAP, () => now)
  return { changes, wait: (minutes: number) => void (now += minutes * MINUTE) }
}

describe("where a delta begins", () => {
  it("is before the last one's end by the overlap", () => {
    const { changes } = readingAt("12:00:00", { changed_until: "2026-03-01T11:00:00.000Z" })
    expect(changes.since?.toISOString()).toBe("2026-03-01T10:50:00.000Z")
  })

  it.each([
    ["nothing was read before", null, "delta"],
    ["everything is read", { changed_until: "2026-03-01T11:00:00.000Z" }, "full"],
    ["the cursor is not one of ours", { changed_until: "soon" }, "delta"],
    ["the cursor is another source's", { offset: "7" }, "delta"],
  ] as const)("is nowhere when %s", (_, cursor, mode) => {
    expect(readingAt("12:00:00", cursor, mode).changes.since).toBeNull()
  })
})

describe("where the next delta begins", () => {
  const BEFORE = { changed_until: "2026-03-01T11:00:00.000Z" }

  it("is the latest change that was seen, in any order", () => {
    const { changes } = readingAt("12:00:00", BEFORE)
    for (const time of ["11:20:00", "11:40:00", "11:30:00"]) changes.note(at(time))
    expect(changes.end()).toEqual({ changed_until: "2026-03-01T11:40:00.000Z" })
  })

  it("is earlier by the time that the reading took, so that a change behind its back is seen", () => {
    const { changes, wait } = readingAt("12:00:00", null)
    changes.note(at("12:00:00"))
    // Read already, and changed afterwards: it shows only in what the next delta asks for.
    const changedBehind = at("12:05:00")
    wait(30)
    changes.note(at("12:29:00"))
    const next = readingAt("13:00:00", changes.end() as Record<string, string>)
    expect(next.changes.since?.getTime()).toBeLessThan(changedBehind)
  })

  it.each([
    ["ahead", 5],
    ["behind", -5],
  ])("covers a source whose clock is 5 minutes %s", (_, minutes) => {
    // One row is stamped by the right clock, the next one by the wrong clock, a moment after the first delta ended.
    const { changes } = readingAt("12:00:00", BEFORE)
    changes.note(at("12:00:00") + Math.max(0, minutes) * MINUTE)
    const stamped = at("12:00:01") + Math.min(0, minutes) * MINUTE
    const next = readingAt("12:30:00", changes.end() as Record<string, string>)
    expect(next.changes.since?.getTime()).toBeLessThan(stamped)
  })

  it("stays where it was when nothing has changed, and never goes back", () => {
    expect(readingAt("12:00:00", BEFORE).changes.end()).toEqual(BEFORE)
    const { changes } = readingAt("12:00:00", BEFORE)
    changes.note(at("10:55:00"))
    expect(changes.end()).toEqual(BEFORE)
  })

  it("goes back in a full run, which has seen everything", () => {
    const { changes } = readingAt("12:00:00", BEFORE, "full")
    changes.note(at("10:55:00"))
    expect(changes.end()).toEqual({ changed_until: "2026-03-01T10:55:00.000Z" })
  })

  it("is nowhere while no record tells when it was changed", () => {
    const { changes } = readingAt("12:00:00", null)
    changes.note(null)
    expect(changes.end()).toBeNull()
  })

  it("is not moved by a record that claims to be changed in years to come", () => {
    const { changes } = readingAt("12:00:00", BEFORE)
    changes.note(at("11:30:00"))
    changes.note(Date.parse("2099-01-01T00:00:00Z"))
    expect(changes.end()).toEqual({ changed_until: "2026-03-01T11:30:00.000Z" })
  })
})
