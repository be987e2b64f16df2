import type { RawRecord } from "../../types"
import { storable } from "../cell-reader"
import type { Fields } from "../fields"
import type { ColumnMapping } from "../guess-mapping"

type Problem = { readonly code: string; readonly message: string }

/** The values of a record under our columns' names, or why it has none. */
export type RecordFields = { readonly fields: Fields; readonly problem: Problem | null }

/** Objects whose keys are what stands behind the colon of a column. */
const NESTED: Record<string, string> = { prices: "price", costs: "cost", options: "option", attributes: "attribute" }

/** Reads a record of our own names; `prices`, `options` and `attributes` may be objects, `images` a list. */
export const fieldsOf = (record: object): RecordFields => {
  const fields: Record<string, string> = {}
  for (const [name, value] of Object.entries(record) as [string, unknown][]) {
    const prefix = NESTED[name.toLowerCase()]
    const isNested = prefix !== undefined && typeof value === "object" && value !== null && !Array.isArray(value)
    const pairs: [string, unknown][] = isNested
      ? Object.entries(value).map(([key, inner]): [string, unknown] => [`${prefix}:${key}`, inner])
      : [[name === "images" ? "image" : name, value]]
    for (const [column, inner] of pairs) {
      const text = textOf(inner)
      if (text === null) return { fields, problem: unreadable(column, inner) }
      fields[column] = text
    }
  }
  return { fields, problem: null }
}

/** Reads a record whose names an operator has mapped; a path goes into objects by points. */
export const mappedFields = (record: object, mapping: ColumnMapping): RecordFields => {
  const fields: Record<string, string> = {}
  for (const [column, path] of Object.entries(mapping)) {
    const value = at(record, path)
    const text = textOf(value)
    if (text === null) return { fields, problem: unreadable(path, value) }
    fields[column] = text
  }
  return { fields, problem: null }
}

/** The record as it came, every value as text. */
export const flatRecord = (record: object): RawRecord =>
  Object.fromEntries(
    Object.entries(record).map(([name, value]: [string, unknown]) => [
      storable(name, 200),
      storable(typeof value === "string" ? value : JSON.stringify(value), 1_000_000),
    ])
  )

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
