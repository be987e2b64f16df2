import type { ErpItem } from "../items"
import { SqlReader, type Columns, type Condition, type Expression, type Scope } from "./sql-expressions"
import { badSql, sqlTokens } from "./sql-tokens"
import { compareValues, shownValue, type SqlValue } from "./sql-values"
import { TABLES } from "./tables"

type Output = { readonly name: string; readonly value: (group: readonly Scope[]) => SqlValue }
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
      reader.takes("AS") ||
      !["LEFT", "INNER", "JOIN", "ON", "WHERE", "GROUP", "ORDER"].some((word) => reader.sees(word))
    const alias = isNamed && !reader.isAtEnd ? reader.word().toLowerCase() : table
    this.tables.set(alias, table)
    return { alias, table }
  }
}

/** Orders rows that the statement leaves unordered. */
export type Untie = (a: ErpItem, b: ErpItem) => number

/** Reads and runs `SELECT … FROM item … [JOIN …] [WHERE …] [GROUP BY …] [ORDER BY …]`. */
export const select = (sql: string, items: readonly ErpItem[], untie: Untie): Selected[] => {
  const tokens = sqlTokens(sql)
  const from = tokens.findIndex(({ kind, text }) => kind === "word" && text.toUpperCase() === "FROM")
  if (from < 0) throw badSql("FROM expected.")
  const aliases = new Aliases()
  const tail = new SqlReader(tokens.slice(from + 1), aliases)
  const { alias } = aliases.add(tail)
  const joins = readJoins(tail, aliases)
  const where = tail.takes("WHERE") ? tail.condition() : () => true
  const groups = tail.takes("GROUP") ? readGroups(tail) : null
  const order = tail.takes("ORDER") ? readOrder(tail) : []
  if (!tail.isAtEnd) throw badSql(`Unexpected "${tail.word()}".`)
  const outputs = readOutputs(new SqlReader(tokens.slice(0, from), aliases))
  const rows = scopesOf(items, alias, joins)
    .filter(({ scope }) => where(scope))
    .sort((a, b) => compareBy(order, a.scope, b.scope) || untie(a.item, b.item))
  return groupsOf(rows, groups).map(({ item, scopes }) => ({
    item,
    row: Object.fromEntries(outputs.map(({ name, value }) => [name, shownValue(value(scopes))])),
  }))
}

type ScopedRow = { readonly item: ErpItem; readonly scope: Scope }

/** Rows that are alike in what they are grouped by, in the order of their first; without groups each stands alone. */
const groupsOf = (rows: readonly ScopedRow[], by: readonly Expression[] | null) => {
  if (!by) return rows.map(({ item, scope }) => ({ item, scopes: [scope] }))
  const groups = new Map<string, { item: ErpItem; scopes: Scope[] }>()
  for (const { item, scope } of rows) {
    const key = JSON.stringify(by.map((value) => value(scope)))
    const group = groups.get(key) ?? { item, scopes: [] }
    groups.set(key, group)
    group.scopes.push(scope)
  }
  return [...groups.values()]
}

const readGroups = (reader: SqlReader): Expression[] => {
  reader.expect("BY")
  const values = [reader.expression()]
  while (reader.takes(",")) values.push(reader.expression())
  return values
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

/** A value of the first row of a group, or a sum over all of them. */
const readValue = (reader: SqlReader): Output["value"] => {
  if (!reader.takes("SUM")) {
    const value = reader.expression()
    return ([first]) => (first ? value(first) : null)
  }
  reader.expect("(")
  const [value] = reader.list()
  return (group) => group.reduce((sum, scope) => sum + Number(value?.(scope) ?? 0), 0)
}

const readOutputs = (reader: SqlReader): Output[] => {
  reader.expect("SELECT")
  const outputs: Output[] = []
  do {
    const name = reader.peek()
    const value = readValue(reader)
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
