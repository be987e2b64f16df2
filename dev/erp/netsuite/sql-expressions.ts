import { badSql, type SqlToken } from "./sql-tokens"
import { compareValues, shownValue, toChar, toDate, type SqlValue } from "./sql-values"

/** The current row of each table by its alias. */
export type Scope = Readonly<Record<string, Readonly<Record<string, SqlValue>>>>
export type Expression = (scope: Scope) => SqlValue
export type Condition = (scope: Scope) => boolean

/** Which columns there are; throws for one that there is not. */
export type Columns = { check(alias: string | null, name: string): string }

const textOf = (value: SqlValue): string => shownValue(value) ?? ""

const FUNCTIONS: Readonly<Record<string, (...values: SqlValue[]) => SqlValue>> = {
  TO_CHAR: (value = null, format = "MM/DD/YYYY") =>
    value instanceof Date ? toChar(value, textOf(format)) : value === null ? null : String(value),
  TO_DATE: (value = null, format = "MM/DD/YYYY") => (value === null ? null : toDate(textOf(value), textOf(format))),
  TO_TIMESTAMP: (value = null, format = "MM/DD/YYYY") =>
    value === null ? null : toDate(textOf(value), textOf(format)),
  TO_NUMBER: (value = null) => (value === null ? null : Number(value)),
  UPPER: (value = null) => (value === null ? null : textOf(value).toUpperCase()),
  LOWER: (value = null) => (value === null ? null : textOf(value).toLowerCase()),
  NVL: (value = null, otherwise = null) => value ?? otherwise,
  COALESCE: (...values) => values.find((value) => value !== null) ?? null,
}

const RELATIONS: Readonly<Record<string, (order: number) => boolean>> = {
  "=": (order) => order === 0,
  "<>": (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<": (order) => order < 0,
  "<=": (order) => order <= 0,
  ">": (order) => order > 0,
  ">=": (order) => order >= 0,
}

/** Reads the words of a statement one after another. */
export class SqlReader {
  private at = 0

  constructor(
    private readonly tokens: readonly SqlToken[],
    private readonly columns: Columns
  ) {}

  get isAtEnd(): boolean {
    return this.at >= this.tokens.length
  }

  /** Takes a keyword or symbol when it is next. */
  takes(text: string): boolean {
    if (!this.sees(text)) return false
    this.at += 1
    return true
  }

  /** Whether a keyword or symbol is next. */
  sees(text: string): boolean {
    const token = this.tokens[this.at]
    return token !== undefined && token.kind !== "string" && token.text.toUpperCase() === text
  }

  /** The name that an expression has without an alias: that of its column. */
  peek(): string {
    const [first, dot, second] = this.tokens.slice(this.at, this.at + 3)
    return (dot?.text === "." ? second?.text : first?.text) ?? ""
  }

  expect(text: string): void {
    if (!this.takes(text)) throw badSql(`${text} expected near "${this.tokens[this.at]?.text ?? "the end"}".`)
  }

  word(): string {
    const token = this.tokens[this.at]
    if (token?.kind !== "word") throw badSql(`A name expected near "${token?.text ?? "the end"}".`)
    this.at += 1
    return token.text
  }

  condition(): Condition {
    const parts = [this.both()]
    while (this.takes("OR")) parts.push(this.both())
    return (scope) => parts.some((part) => part(scope))
  }

  expression(): Expression {
    const token = this.tokens[this.at]
    this.at += 1
    if (token?.kind === "string") return () => token.text
    if (token?.kind === "number") return () => Number(token.text)
    if (token?.kind !== "word") throw badSql(`Unexpected "${token?.text ?? "end"}".`)
    if (token.text.toUpperCase() === "NULL") return () => null
    if (token.text.toUpperCase() === "BUILTIN") return this.displayed()
    if (this.takes("(")) return this.call(token.text.toUpperCase())
    const [alias, name] = this.takes(".") ? [token.text, this.word()] : [null, token.text]
    const found = this.columns.check(alias, name)
    return (scope) => scope[found]?.[name.toLowerCase()] ?? null
  }

  /** A list in parentheses, of which the first is open already. */
  list(): Expression[] {
    const found = [this.expression()]
    while (this.takes(",")) found.push(this.expression())
    this.expect(")")
    return found
  }

  private both(): Condition {
    const parts = [this.single()]
    while (this.takes("AND")) parts.push(this.single())
    return (scope) => parts.every((part) => part(scope))
  }

  private single(): Condition {
    if (this.takes("NOT")) {
      const part = this.single()
      return (scope) => !part(scope)
    }
    if (this.takes("(")) {
      const inner = this.condition()
      this.expect(")")
      return inner
    }
    return this.relation(this.expression())
  }

  private relation(left: Expression): Condition {
    if (this.takes("IS")) {
      const isNegated = this.takes("NOT")
      this.expect("NULL")
      return (scope) => (left(scope) === null) !== isNegated
    }
    if (this.takes("IN")) {
      this.expect("(")
      const values = this.list()
      return (scope) => values.some((value) => compareValues(left(scope), value(scope)) === 0)
    }
    const symbol = this.tokens[this.at]?.text ?? "the end"
    const relation = RELATIONS[symbol]
    if (!relation) throw badSql(`Unexpected "${symbol}".`)
    this.at += 1
    const right = this.expression()
    return (scope) => {
      const order = compareValues(left(scope), right(scope))
      return order !== null && relation(order)
    }
  }

  /** `BUILTIN.DF(column)`: what a screen shows. */
  private displayed(): Expression {
    this.expect(".")
    this.expect("DF")
    this.expect("(")
    const [inner] = this.list()
    return (scope) => inner?.(scope) ?? null
  }

  private call(name: string): Expression {
    const call = FUNCTIONS[name]
    if (!call) throw badSql(`Unknown function ${name}.`)
    const values = this.list()
    return (scope) => call(...values.map((value) => value(scope)))
  }
}
