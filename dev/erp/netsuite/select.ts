import type { ErpItem } from "../items"
import { SqlReader, type Columns, type Condition, type Expression, type Scope } from "./sql-expressions"
import { badSql, sqlTokens } from "./sql-tokens"
import { compareValues, shownValue } from "./sql-values"
import { TABLES } from "./tables"

type Output = { readonly name: string; readonly value: Expression }
type Join = { readonly alias: string; readonly table: string; readonly on: Condition; readonly isOuter: boolean }
type Order = { readonly value: Expression; readonly sign: number }

/** A row of the result, and the item that it comes from. */
export type Selected = { readonly item: ErpItem; readonly row: Readonly<Record<string, string | undefined>> }

/** The tables of a statement by their aliases. */
class Aliases implements Columns {
  readonly tables = new Map<string, string>()

  check(alias: string | null, name: string): string {
    const key = name.toLowerCase()
    const owners = [...this.tables].filter(([each]) => alias === null || each === alias.toLowerCase())
    const owner = owners.find(([, table]) => TABLES[table]?.columns.includes(key))
    if (owner) return owner[0]
    throw badSql(
      `Search error occurred: Field '${name}' for record 'item' was not found. Reason: REMOVED - Field is removed.`
    )
  }

  add(reader: SqlReader): { alias: string; table: string } {
    const table = reader.word().toLowerCase()
    if (!TABLES[table]) throw badSql(`Search error occurred: Record '${table}' was not found.`)
    const isNamed =
      reader.takes("AS") || !["LEFT", "INNER", "JOIN", "ON", "WHERE", "ORDER"].some((word) => reader.sees(word))
    const alias = isNamed && !reader.isAtEnd ? reader.word().toLowerCase() : table
    this.tables.set(alias, table)
    return { alias, table }
  }
}

/** Reads and runs `SELECT … FROM item … [JOIN …] [WHERE …] [ORDER BY …]`. */
export const select = (sql: string, items: readonly ErpItem[]): Selected[] => {
  const tokens = sqlTokens(sql)
  const from = tokens.findIndex(({ kind, text }) => kind === "word" && text.toUpperCase() === "FROM")
  if (from < 0) throw badSql("FROM expected.")
  const aliases = new Aliases()
  const tail = new SqlReader(tokens.slice(from + 1), aliases)
  const { alias } = aliases.add(tail)
  const joins = readJoins(tail, aliases)
  const where = tail.takes("WHERE") ? tail.condition() : () => true
  const order = tail.takes("ORDER") ? readOrder(tail) : []
  if (!tail.isAtEnd) throw badSql(`Unexpected "${tail.word()}".`)
  const outputs = readOutputs(new SqlReader(tokens.slice(0, from), aliases))
  return scopesOf(items, alias, joins)
    .filter(({ scope }) => where(scope))
    .sort((a, b) => compareBy(order, a.scope, b.scope))
    .map(({ item, scope }) => ({
      item,
      row: Object.fromEntries(outputs.map(({ name, value }) => [name, shownValue(value(scope))])),
    }))
}

const readJoins = (reader: SqlReader, aliases: Aliases): Join[] => {
  const joins: Join[] = []
  for (;;) {
    const isOuter = reader.takes("LEFT")
    if (isOuter) reader.takes("OUTER")
    else reader.takes("INNER")
    if (!reader.takes("JOIN")) return joins
    const { alias, table } = aliases.add(reader)
    reader.expect("ON")
    joins.push({ alias, table, isOuter, on: reader.condition() })
  }
}

const readOrder = (reader: SqlReader): Order[] => {
  reader.expect("BY")
  const order: Order[] = []
  do {
    const value = reader.expression()
    const sign = reader.takes("DESC") ? -1 : 1
    reader.takes("ASC")
    order.push({ value, sign })
  } while (reader.takes(","))
  return order
}

const readOutputs = (reader: SqlReader): Output[] => {
  reader.expect("SELECT")
  const outputs: Output[] = []
  do {
    const name = reader.peek()
    const value = reader.expression()
    const alias = reader.takes("AS") || !(reader.isAtEnd || reader.sees(",")) ? reader.word() : null
    outputs.push({ name: (alias ?? name).toLowerCase(), value })
  } while (reader.takes(","))
  return outputs
}

const scopesOf = (items: readonly ErpItem[], alias: string, joins: readonly Join[]) => {
  const first = items.flatMap((item) =>
    (TABLES["item"]?.rowsOf(item) ?? []).map((row): { item: ErpItem; scope: Scope } => ({
      item,
      scope: { [alias]: row },
    }))
  )
  return joins.reduce(
    (rows, { alias: name, table, on, isOuter }) =>
      rows.flatMap(({ item, scope }) => {
        const joined = (TABLES[table]?.rowsOf(item) ?? []).map((row) => ({ item, scope: { ...scope, [name]: row } }))
        const found = joined.filter((each) => on(each.scope))
        return found.length === 0 && isOuter ? [{ item, scope }] : found
      }),
    first
  )
}

const compareBy = (order: readonly Order[], a: Scope, b: Scope): number => {
  for (const { value, sign } of order) {
    const compared = compareValues(value(a), value(b)) ?? 0
    if (compared !== 0) return compared * sign
  }
  return 0
}
