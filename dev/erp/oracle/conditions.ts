import { BadRequest } from "../dialect"

export type OracleRecord = Readonly<Record<string, string | number | null>>
type Test = (record: OracleRecord) => boolean

const CONDITION = /^\s*([A-Za-z]\w*)\s*(>=|<=|!=|<>|=|>|<|\blike\b)\s*(?:"([^"]*)"|'([^']*)'|(-?\d+(?:\.\d+)?))\s*$/i

const comparable = (name: string, value: string | number | null): string | number => {
  if (!name.endsWith("DateTime")) return value ?? ""
  const ms = Date.parse(String(value))
  if (Number.isNaN(ms))
    throw new BadRequest(`The value ${String(value)} for the attribute ${name} is not a valid date.`)
  return ms
}

const RELATIONS: Readonly<Record<string, (left: string | number, right: string | number) => boolean>> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<>": (left, right) => left !== right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
}

const conditionOf = (text: string, fields: readonly string[]): Test => {
  const [, name = "", operator = "", quoted, single, number] = CONDITION.exec(text) ?? []
  if (!fields.includes(name)) throw new BadRequest(`URL request parameter q cannot be used: "${text}" is not valid.`)
  const relation = RELATIONS[operator]
  if (!relation) throw new BadRequest(`The operator ${operator} is not supported for ${name}.`)
  const wanted = comparable(name, number === undefined ? (quoted ?? single ?? "") : Number(number))
  return (record) => relation(comparable(name, record[name] ?? null), wanted)
}

/** Splits at a word or sign outside of quotes. */
const splitAt = (text: string, separator: RegExp): string[] => {
  const parts = [""]
  for (const piece of text.split(/("[^"]*"|'[^']*')/)) {
    const isQuoted = /^["']/.test(piece)
    const [first = "", ...others] = isQuoted ? [piece] : piece.split(separator)
    parts.push(`${parts.pop() ?? ""}${first}`, ...others)
  }
  return parts
}

const withoutParentheses = (text: string): string => {
  const trimmed = text.trim()
  return trimmed.startsWith("(") && trimmed.endsWith(")") ? trimmed.slice(1, -1) : trimmed
}

/** Reads the parameter `q`: conditions joined by `and` or `;`, or by `or` within one pair of parentheses. */
export const parseConditions = (q: string, fields: readonly string[]): Test => {
  if (q.trim() === "") return () => true
  const groups = splitAt(q, /;|\s+and\s+/i).map((group) =>
    splitAt(withoutParentheses(group), /\s+or\s+/i).map((text) => conditionOf(text, fields))
  )
  return (record) => groups.every((group) => group.some((test) => test(record)))
}
