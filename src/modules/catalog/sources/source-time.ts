const DATE_IN_JSON = /^\/Date\((-?\d{1,16})(?:[+-]\d{1,4})?\)\/$/
const WALL = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,3})\d*)?)?)?$/
const SETTLED_MS = 3 * 60 * 60_000

/**
 * The instant that a source's text names, in milliseconds, or null. It reads `/Date(ms+0000)/` of OData V2, ISO 8601,
 * and times without a zone, which are the wall clock's in the zone given.
 */
export const instantOfText = (text: string, timeZone = "UTC"): number | null => {
  const inJson = DATE_IN_JSON.exec(text)
  if (inJson) return Number(inJson[1])
  const wall = WALL.exec(text)
  if (!wall) return /^\d{4}-\d\d-\d\dT/.test(text) ? finite(Date.parse(text)) : null
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = ""] = wall
  const asUtc = Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second))
  const asUtcMs = asUtc + Number(fraction.padEnd(3, "0"))
  return asUtcMs - offsetOfWall(asUtcMs, timeZone)
}

/**
 * `2026-07-22 11:42:56` by the wall clock of a zone. Where the clock is about to be put back it answers the earlier
 * time, before which no change to come can be dated.
 */
export const wallTimeOf = (instant: Date, timeZone = "UTC"): string => {
  const ms = instant.getTime()
  const offset = Math.min(offsetMs(ms, timeZone), offsetMs(ms + SETTLED_MS, timeZone))
  return new Date(ms + offset).toISOString().slice(0, 19).replace("T", " ")
}

/** Whether the name is a time zone that is known here. */
export const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== ""
  } catch {
    return false
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

const formats = new Map<string, Intl.DateTimeFormat>()

const formatFor = (timeZone: string): Intl.DateTimeFormat => {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat("en-US", { timeZone, timeZoneName: "longOffset", hourCycle: "h23", year: "numeric" })
  formats.set(timeZone, format)
  return format
}

/** An hour that comes twice is taken for its first time: a delta that begins too early is harmless. */
const offsetOfWall = (asUtcMs: number, timeZone: string): number => {
  const near = asUtcMs - offsetMs(asUtcMs, timeZone)
  const around = [offsetMs(near - SETTLED_MS, timeZone), offsetMs(near + SETTLED_MS, timeZone)]
  const fitting = around.filter((offset) => offsetMs(asUtcMs - offset, timeZone) === offset)
  return Math.max(...(fitting.length > 0 ? fitting : around))
}

/** How far the zone's clock is ahead of UTC at an instant. */
const offsetMs = (ms: number, timeZone: string): number => {
  if (timeZone === "UTC") return 0
  const named = formatFor(timeZone).formatToParts(ms)
  const name = named.find(({ type }) => type === "timeZoneName")?.value ?? ""
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d\d):(\d\d)/.exec(name) ?? []
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
