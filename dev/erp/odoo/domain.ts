import { BadRequest } from "../dialect"

export type OdooValue = string | number | boolean | [number, string]
export type OdooRecord = Readonly<Record<string, OdooValue>>
/** Times compare by the whole second, as Odoo's do since version 19. */
type Test = (record: OdooRecord) => boolean

const TIMES = ["write_date", "create_date"]

const plain = (value: unknown): string | number | boolean => {
  if (Array.isArray(value)) return Number(value[0])
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : false
}

const secondOf = (name: string, value: unknown): unknown => {
  if (!TIMES.includes(name) || typeof value !== "string") return value
  if (!/^\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d(\.\d+)?)?$/.test(value))
    throw new BadRequest(`Invalid isoformat string: '${value}'`, "builtins.ValueError")
  return value.length === 10 ? `${value} 00:00:00` : value.slice(0, 19)
}

const OPERATORS: Readonly<Record<string, (left: string | number | boolean, right: unknown) => boolean>> = {
  "=": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  ">": (left, right) => left > (right as typeof left),
  ">=": (left, right) => left >= (right as typeof left),
  "<": (left, right) => left < (right as typeof left),
  "<=": (left, right) => left <= (right as typeof left),
  in: (left, right) => Array.isArray(right) && right.includes(left),
  "not in": (left, right) => Array.isArray(right) && !right.includes(left),
}

const leafOf = (term: readonly unknown[], fields: readonly string[]): Test => {
  const [name, operator, value] = term
  if (term.length !== 3 || typeof name !== "string" || typeof operator !== "string")
    throw new BadRequest(`Invalid leaf ${JSON.stringify(term)}`, "builtins.ValueError")
  if (!fields.includes(name))
    throw new BadRequest(`Invalid field product.product.${name} in condition`, "builtins.ValueError")
  const compare = OPERATORS[operator]
  if (!compare) throw new BadRequest(`Invalid operator in ${JSON.stringify(term)}`, "builtins.ValueError")
  const wanted = secondOf(name, value)
  return (record) => compare(plain(secondOf(name, record[name])), wanted)
}

/** Reads a domain: terms in Polish notation, with "and" between those that nothing joins. */
export const parseDomain = (domain: unknown, fields: readonly string[]): Test => {
  if (!Array.isArray(domain)) throw new BadRequest("Domain must be a list", "builtins.TypeError")
  const stack: Test[] = []
  for (const term of [...(domain as unknown[])].reverse()) {
    if (Array.isArray(term)) stack.push(leafOf(term, fields))
    else stack.push(joined(term, stack))
  }
  return (record) => stack.every((test) => test(record))
}

const joined = (operator: unknown, stack: Test[]): Test => {
  const first = stack.pop()
  if (operator === "!" && first) return (record) => !first(record)
  const second = stack.pop()
  if (!first || !second) throw new BadRequest("Domain is malformed: an operator lacks its terms", "builtins.ValueError")
  if (operator === "|") return (record) => first(record) || second(record)
  if (operator === "&") return (record) => first(record) && second(record)
  throw new BadRequest(`Domain operator ${JSON.stringify(operator)} is unknown`, "builtins.ValueError")
}
