import type { RawRecord } from "../../types"
import { storable } from "../storable"
import type { Fields } from "../fields"
import type { ColumnMapping } from "../guess-mapping"

/** Of a record that is kept; longer ones are mistakes. */
const LONGEST_CELL = 1_000_000

type Problem = { readonly code: string; readonly message: string }

/**
 * The values of a record under our columns' names, the first that can't be read, and the record as cells of a table,
 * from which the same fields can be read again.
 */
export type RecordFields = { readonly fields: Fields; readonly problem: Problem | null; readonly raw: RawRecord }

/** Objects whose keys are what stands behind the colon of a column. */
const NESTED: Record<string, string> = { prices: "price", costs: "cost", options: "option", attributes: "attribute" }

/** Reads a record of our own names; `prices`, `options` and `attributes` may be objects, `images` a list. */
export const fieldsOf = (record: object): RecordFields => {
  const pairs = Object.entries(record).flatMap(([name, value]: [string, unknown]) => {
    const prefix = NESTED[name.toLowerCase()]
    const isNested = prefix !== undefined && typeof value === "object" && value !== null && !Array.isArray(value)
    if (!isNested) return [{ column: name === "images" ? "image" : name, value }]
    return Object.entries(value).map(([key, inner]: [string, unknown]) => ({
      column: `${prefix}:${key}`,
      value: inner,
    }))
  })
  const { fields, problem } = read(pairs)
  return { fields, problem, raw: storableRecord(fields) }
}

/** Reads a record whose names an operator has mapped; a path goes into objects by points. */
export const mappedFields = (record: object, mapping: ColumnMapping): RecordFields => {
  const mapped = Object.entries(mapping).map(([column, path]) => ({ column, path, value: at(record, path) }))
  const { fields, problem } = read(mapped)
  const paths = Object.fromEntries(mapped.map(({ column, path }) => [path, fields[column] ?? ""]))
  return { fields, problem, raw: storableRecord({ ...flatRecord(record), ...paths }) }
}

type Value = { readonly column: string; readonly value: unknown; readonly path?: string }

const read = (values: readonly Value[]): Pick<RecordFields, "fields" | "problem"> => {
  const fields: Record<string, string> = {}
  let problem: Problem | null = null
  for (const { column, value, path = column } of values) {
    const text = textOf(value)
    if (text === null) problem ??= unreadable(path, value)
    fields[column] = text ?? shown(value)
  }
  return { fields, problem }
}

/** The record as it came, every value as text. */
const flatRecord = (record: object): Record<string, string> =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) => [name, textOf(value) ?? shown(value)])
  )

/** What can't be a cell, as it was written. Of a number past 2^53 nobody knows how, and another one would be a lie. */
const shown = (value: unknown): string => (typeof value === "number" ? "" : JSON.stringify(value))

const storableRecord = (record: Readonly<Record<string, string>>): RawRecord =>
  Object.fromEntries(Object.entries(record).map(([name, text]) => [storable(name, 200), storable(text, LONGEST_CELL)]))

const at = (record: object, path: string): unknown => {
  if (Object.hasOwn(record, path)) return (record as Record<string, unknown>)[path]
  return path.split(".").reduce<unknown>((inner, key) => {
    const isObject = typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
    return isObject ? (inner as Record<string, unknown>)[key] : undefined
  }, record)
}

/** A value as the text of a cell; null when it is none. A list of texts is what a cell of images is. */
const textOf = (value: unknown): string | null => {
  if (value === null || value === undefined) return ""
  if (typeof value === "string") return value
  if (typeof value === "boolean") return String(value)
  // Past 2^53 the number in the file is no longer the number that was read.
  if (typeof value === "number") return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : String(value)
  if (Array.isArray(value) && value.every((part) => typeof part === "string")) return value.join("|")
  return null
}

const unreadable = (column: string, value: unknown): Problem => ({
  code: typeof value === "number" ? "unsafe_number" : "malformed_json",
  message:
    typeof value === "number"
      ? `"${column}" is a number too large to be read exactly: write it as text`
      : `"${column}" is neither text, number, true, false nor null`,
})
