import { BadRequest } from "../dialect"
import { parseFilter, type Comparable, type Predicate, type Row } from "../odata/filter"
import { parseOrder } from "../odata/order"
import type { EntityType } from "./metadata"

/** What a request asks of an entity set, held against its metadata. */
export type Query = {
  readonly matches: Predicate
  readonly compare: (a: Row, b: Row) => number
  /** Null selects all properties. */
  readonly selected: ReadonlySet<string> | null
  readonly expanded: readonly string[]
  readonly top: number | null
  readonly skip: number
  readonly place: number
  readonly isCounted: boolean
}

const OPTIONS = ["filter", "select", "expand", "orderby", "top", "skip", "inlinecount", "format", "skiptoken"]

const countOf = (params: URLSearchParams, name: string): number | null => {
  const text = params.get(name)
  if (text === null) return null
  if (!/^\d{1,9}$/.test(text)) throw new BadRequest(`Invalid value "${text}" for ${name}`)
  return Number(text)
}

const wordsOf = (params: URLSearchParams, name: string): string[] =>
  (params.get(name) ?? "")
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "")

const checkNames = (type: EntityType, selected: string[], expanded: string[]): void => {
  for (const name of selected) {
    const [head = ""] = name.split("/")
    if (name !== "*" && !type.properties.has(head) && !type.navigations.has(head))
      throw new BadRequest(`Property ${head} not found in type ${type.name}`)
  }
  const unknown = expanded.find((name) => !type.navigations.has(name.split("/")[0] ?? ""))
  if (unknown) throw new BadRequest(`Navigation property ${unknown} not found in type ${type.name}`)
}

/** Reads the query options of a request. Throws `BadRequest` for what SAP would refuse. */
export const readQuery = (params: URLSearchParams, type: EntityType): Query => {
  const unknown = [...params.keys()].find((name) => name.startsWith("$") && !OPTIONS.includes(name.slice(1)))
  if (unknown) throw new BadRequest(`The query option "${unknown}" is not supported`)
  const selected = wordsOf(params, "$select")
  const expanded = wordsOf(params, "$expand")
  checkNames(type, selected, expanded)
  const counted = params.get("$inlinecount") ?? "none"
  if (!["none", "allpages"].includes(counted)) throw new BadRequest(`Invalid value "${counted}" for $inlinecount`)
  const schema = { entity: type.name, typeOf: (name: string) => type.properties.get(name) ?? null }
  const filter = params.get("$filter")
  return {
    matches: filter === null ? () => true : parseFilter(filter, schema),
    compare: parseOrder(params.get("$orderby") ?? type.keys.join(","), schema),
    selected:
      selected.length === 0 || selected.includes("*")
        ? null
        : new Set(selected.flatMap((name) => [name, name.split("/")[0] ?? ""])),
    expanded,
    top: countOf(params, "$top"),
    skip: countOf(params, "$skip") ?? 0,
    place: countOf(params, "$skiptoken") ?? 0,
    isCounted: counted === "allpages",
  }
}

/** A record with its values as they compare: times as milliseconds, decimals as numbers. */
export const comparableRow = (record: Readonly<Record<string, unknown>>, type: EntityType): Row =>
  Object.fromEntries([...type.properties].map(([name, edm]) => [name, comparable(record[name], edm)]))

const comparable = (value: unknown, edm: string): Comparable => {
  if (value === null || value === undefined) return null
  if (edm === "Edm.Boolean") return value === true
  const shown = typeof value === "string" ? value : JSON.stringify(value)
  if (edm.startsWith("Edm.DateTime")) return Number(/\((-?\d+)/.exec(shown)?.[1] ?? 0)
  return edm === "Edm.String" ? shown : Number(shown)
}
