import { toUSVString } from "node:util"

/** Formats of dates and times that every workbook knows by number. */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 27, 30, 36, 45, 46, 47, 50, 57])
const DAY_MS = 86_400_000
/** Days are counted from here because Lotus 1-2-3 took 1900 for a leap year. */
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
/** Spreadsheets keep and show no more digits; what lies behind is noise of the binary number. */
const SIGNIFICANT_DIGITS = 15
const LARGEST_PLAIN = 1e21

/** Whether a number format shows a date or a time. */
export const isDateFormat = (id: number, code: string | undefined): boolean => {
  if (code === undefined) return BUILT_IN_DATES.has(id)
  const bare = code.replace(/"[^"]*"|\\.|\[[^\]]*\]|_.|\*./g, "")
  return /[dmyhs]/i.test(bare) && !/^general$/i.test(bare)
}

/** `1299.9000000000001` as the 1299.9 that was typed, and `4.00638E12` as all its digits. */
export const numberText = (text: string): string => {
  const value = Number(text)
  if (text.trim() === "" || !Number.isFinite(value)) return text
  const rounded = Number(value.toPrecision(SIGNIFICANT_DIGITS))
  if (Math.abs(rounded) >= LARGEST_PLAIN) return text
  const shortest = String(rounded)
  return shortest.includes("e") ? rounded.toFixed(20).replace(/\.?0+$/, "") : shortest
}

/** A count of days as `2026-11-21`, or with its time of day where it has one. */
export const dateText = (text: string, isFrom1904: boolean): string => {
  const days = Number(text)
  const atMs = (isFrom1904 ? EPOCH_1904 : EPOCH_1900) + Math.round(days * DAY_MS)
  const date = new Date(atMs)
  if (text.trim() === "" || Number.isNaN(date.getTime())) return text
  const iso = date.toISOString().slice(0, 19)
  return iso.endsWith("T00:00:00") ? iso.slice(0, 10) : iso
}

/** `_x000D_` stands for a character that XML does not have; half of a surrogate pair alone is none. */
export const decodeEscapes = (text: string): string =>
  text.includes("_x")
    ? toUSVString(
        text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
      )
    : text

/** The place of a cell in its row by its name: `A1` is 0, `AB3` is 27. */
export const columnOf = (reference: string): number => {
  let column = 0
  for (const letter of reference.match(/^[A-Z]{1,3}/)?.[0] ?? "") column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}
