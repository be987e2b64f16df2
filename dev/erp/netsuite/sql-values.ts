import { badSql } from "./sql-tokens"

export type SqlValue = string | number | Date | null

const PARTS: readonly (readonly [RegExp, (date: Date) => string])[] = [
  [/^YYYY/, (date) => String(date.getUTCFullYear())],
  [/^HH24/, (date) => String(date.getUTCHours()).padStart(2, "0")],
  [/^MM/, (date) => String(date.getUTCMonth() + 1).padStart(2, "0")],
  [/^DD/, (date) => String(date.getUTCDate()).padStart(2, "0")],
  [/^MI/, (date) => String(date.getUTCMinutes()).padStart(2, "0")],
  [/^SS/, (date) => String(date.getUTCSeconds()).padStart(2, "0")],
]
const QUOTED = /^"([^"]*)"/
const ORDER = ["YYYY", "MM", "DD", "HH24", "MI", "SS"]

/** Walks through a format such as `YYYY-MM-DD"T"HH24:MI:SS`. */
const walk = <Piece>(format: string, onPart: (name: string) => Piece, onText: (text: string) => Piece): Piece[] => {
  const pieces: Piece[] = []
  let rest = format
  while (rest !== "") {
    const quoted = QUOTED.exec(rest)
    const name = PARTS.map(([pattern]) => pattern.exec(rest.toUpperCase())?.[0]).find(Boolean)
    if (!quoted && !name && /^[A-Za-z]/.test(rest)) throw badSql("ORA-01821: date format not recognized")
    pieces.push(quoted ? onText(quoted[1] ?? "") : name ? onPart(name) : onText(rest.slice(0, 1)))
    rest = rest.slice(quoted ? quoted[0].length : (name?.length ?? 1))
  }
  return pieces
}

/** TO_CHAR of a time, whose fields are those of the account's zone already. */
export const toChar = (date: Date, format: string): string =>
  walk(
    format,
    (name) => PARTS.find(([pattern]) => pattern.test(name))?.[1](date) ?? "",
    (literal) => literal
  ).join("")

/** TO_DATE and TO_TIMESTAMP of a text. */
export const toDate = (text: string, format: string): Date => {
  const names: string[] = []
  const pattern = walk(
    format,
    (name) => {
      names.push(name)
      return name === "YYYY" ? "(\\d{4})" : "(\\d{2})"
    },
    (literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
  ).join("")
  const match = new RegExp(`^${pattern}$`).exec(text)
  if (!match) throw badSql("ORA-01861: literal does not match format string")
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0] = ORDER.map((name) => {
    const index = names.indexOf(name)
    return index < 0 ? undefined : Number(match[index + 1])
  })
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second))
}

/** The way that an account shows a time when nobody says how: the day alone. */
export const shownValue = (value: SqlValue): string | undefined => {
  if (value === null) return undefined
  return value instanceof Date ? toChar(value, "MM/DD/YYYY") : String(value)
}

/** Compares two values of one type; a time and a text are none. */
export const compareValues = (left: SqlValue, right: SqlValue): number | null => {
  if (left === null || right === null) return null
  if (left instanceof Date !== right instanceof Date) throw badSql("ORA-00932: inconsistent datatypes")
  const [a, b] = [left instanceof Date ? left.getTime() : left, right instanceof Date ? right.getTime() : right]
  const [x, y] = typeof a === typeof b ? [a, b] : [Number(a), Number(b)]
  return x < y ? -1 : x > y ? 1 : 0
}
