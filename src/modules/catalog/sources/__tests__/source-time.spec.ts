import { instantOfText, isTimeZone, wallTimeOf } from "../source-time"

const instant = (text: string, zone?: string): string | null => {
  const ms = instantOfText(text, zone)
  return ms === null ? null : new Date(ms).toISOString()
}

describe("a time in a source's words", () => {
  it.each([
    ["/Date(1756684800000+0000)/", "2025-09-01T00:00:00.000Z"],
    ["/Date(1756684800000)/", "2025-09-01T00:00:00.000Z"],
    // The offset says where the clock hung; the milliseconds count from 1970 in UTC already.
    ["/Date(1756684800000+0120)/", "2025-09-01T00:00:00.000Z"],
    ["/Date(-86400000)/", "1969-12-31T00:00:00.000Z"],
    ["2019-10-10", "2019-10-10T00:00:00.000Z"],
    ["2020-08-21T00:24:19.347Z", "2020-08-21T00:24:19.347Z"],
    ["2026-01-01T00:00:00+02:00", "2025-12-31T22:00:00.000Z"],
    ["2026-07-22 11:42:56", "2026-07-22T11:42:56.000Z"],
    ["2026-07-22 11:42:56.987654", "2026-07-22T11:42:56.987Z"],
  ])("is understood: %s", (text, expected) => expect(instant(text)).toBe(expected))

  it.each(["", "false", "yesterday", "22.07.2026", "/Date(x)/", "2026-13-45T99:00:00Z"])("is no time: %s", (text) =>
    expect(instant(text)).toBeNull()
  )

  it.each([
    ["Asia/Kolkata", "2026-07-22 11:42:56", "2026-07-22T06:12:56.000Z"],
    ["America/New_York", "2026-07-22 11:42:56", "2026-07-22T15:42:56.000Z"],
    ["America/New_York", "2026-12-22 11:42:56", "2026-12-22T16:42:56.000Z"],
    // These hours come twice when the clock is put back: the first time counts.
    ["Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z"],
    ["America/New_York", "2026-11-01 01:30:00", "2026-11-01T05:30:00.000Z"],
    ["America/New_York", "2026-11-01 02:30:00", "2026-11-01T07:30:00.000Z"],
  ])("is the wall clock's in %s when it names no zone: %s", (zone, text, expected) =>
    expect(instant(text, zone)).toBe(expected)
  )

  it.each(["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Auckland"])(
    "survives the way there and back in %s",
    (zone) => {
      const noon = new Date("2026-07-22T12:00:00.000Z")
      expect(instantOfText(wallTimeOf(noon, zone), zone)).toBe(noon.getTime())
    }
  )

  it("leaves out no change of an hour that comes twice", () => {
    for (let minutes = 0; minutes < 240; minutes += 10) {
      const since = new Date(Date.parse("2026-10-24T23:00:00Z") + minutes * 60_000)
      const asked = wallTimeOf(since, "Europe/Berlin")
      for (let later = 0; later < 300; later += 10) {
        const shown = new Date(since.getTime() + later * 60_000)
          .toLocaleString("sv-SE", { timeZone: "Europe/Berlin" })
          .slice(0, 19)
        expect(shown >= asked).toBe(true)
      }
    }
  })
})

it("knows zones by their names", () => {
  expect(["UTC", "Europe/Berlin", "Mars/Olympus", ""].map(isTimeZone)).toEqual([true, true, false, false])
})
