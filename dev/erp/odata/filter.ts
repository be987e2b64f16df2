import { BadRequest } from "../dialect"
import { tokensOf, type Token, type TokenKind } from "./tokens"

export type Comparable = string | number | boolean | null
export type Row = Readonly<Record<string, Comparable>>
export type Predicate = (row: Row) => boolean

/** The names that may be filtered by, with their types (`Edm.String`); null for a name that does not exist. */
export type Schema = { readonly entity: string; typeOf(name: string): string | null }

const KINDS: Readonly<Record<string, readonly TokenKind[]>> = {
  "Edm.String": ["string"],
  "Edm.DateTime": ["datetime"],
  "Edm.DateTimeOffset": ["datetimeoffset"],
  "Edm.Guid": ["guid"],
  "Edm.Boolean": ["boolean"],
}
const NUMERIC = /^Edm\.(Decimal|Double|Single|Byte|SByte|Int16|Int32|Int64)$/

const COMPARE: Readonly<Record<string, (left: Comparable, right: Comparable) => boolean>> = {
  eq: (left, right) => left === right,
  ne: (left, right) => left !== right,
  gt: (left, right) => left !== null && right !== null && left > right,
  ge: (left, right) => left !== null && right !== null && left >= right,
  lt: (left, right) => left !== null && right !== null && left < right,
  le: (left, right) => left !== null && right !== null && left <= right,
}
const MATCH: Readonly<Record<string, (value: string, part: string) => boolean>> = {
  startswith: (value, part) => value.startsWith(part),
  endswith: (value, part) => value.endsWith(part),
  contains: (value, part) => value.includes(part),
}

/** Reads a `$filter`, holding names and literals against the schema. Throws `BadRequest` where they don't fit. */
export const parseFilter = (filter: string, schema: Schema): Predicate => new FilterReader(filter, schema).read()

class FilterReader {
  private readonly tokens: Token[]
  private at = 0

  constructor(
    filter: string,
    private readonly schema: Schema
  ) {
    this.tokens = tokensOf(filter)
  }

  read(): Predicate {
    const predicate = this.either()
    if (this.at < this.tokens.length)
      throw new BadRequest(`Unexpected "${this.tokens[this.at]?.text ?? ""}" in $filter`)
    return predicate
  }

  private either(): Predicate {
    const parts = [this.both()]
    while (this.takes("or")) parts.push(this.both())
    return (row) => parts.some((part) => part(row))
  }

  private both(): Predicate {
    const parts = [this.single()]
    while (this.takes("and")) parts.push(this.single())
    return (row) => parts.every((part) => part(row))
  }

  private single(): Predicate {
    if (this.takes("not")) {
      const part = this.single()
      return (row) => !part(row)
    }
    if (this.takes("(")) {
      const inner = this.either()
      this.expect(")")
      return inner
    }
    const name = this.next("name").text
    const match = MATCH[name]
    return match ? this.matching(match) : this.comparison(name)
  }

  private matching(match: (value: string, part: string) => boolean): Predicate {
    this.expect("(")
    const name = this.next("name").text
    this.typeOf(name)
    this.expect(",")
    const part = this.next("string").text
    this.expect(")")
    if (this.takes("eq")) this.next("boolean")
    return (row) => match(String(row[name] ?? ""), part)
  }

  private comparison(name: string): Predicate {
    const type = this.typeOf(name)
    const operator = this.next("name").text
    const compare = COMPARE[operator]
    if (!compare) throw new BadRequest(`Invalid operator "${operator}" in $filter`)
    const value = this.literal(name, type)
    return (row) => compare(row[name] ?? null, value)
  }

  private literal(name: string, type: string): Comparable {
    const token = this.tokens[this.at]
    this.at += 1
    const kinds = NUMERIC.test(type) ? ["number"] : (KINDS[type] ?? [])
    if (token?.kind === "null") return null
    if (!token || !kinds.includes(token.kind))
      throw new BadRequest(
        `Operator has incompatible operand types: ${name} is ${type}, got ${token?.text ?? "nothing"}`
      )
    return valueOf(token)
  }

  private typeOf(name: string): string {
    const type = this.schema.typeOf(name)
    if (type === null) throw new BadRequest(`Property ${name} not found in type ${this.schema.entity}`)
    return type
  }

  private takes(text: string): boolean {
    const token = this.tokens[this.at]
    if (token?.text !== text || (token.kind !== "name" && token.kind !== "symbol")) return false
    this.at += 1
    return true
  }

  private expect(text: string): void {
    if (!this.takes(text)) throw new BadRequest(`"${text}" expected in $filter`)
  }

  private next(kind: TokenKind): Token {
    const token = this.tokens[this.at]
    if (token?.kind !== kind) throw new BadRequest(`Unexpected "${token?.text ?? "end"}" in $filter, ${kind} expected`)
    this.at += 1
    return token
  }
}

const valueOf = ({ kind, text }: Token): Comparable => {
  if (kind === "string") return text.replaceAll("''", "'")
  if (kind === "number") return Number(text)
  if (kind === "boolean") return text === "true"
  if (kind === "guid") return text.toLowerCase()
  const ms = Date.parse(kind === "datetime" ? `${text}Z` : text)
  if (Number.isNaN(ms)) throw new BadRequest(`"${text}" is no valid time`)
  return ms
}
