import { createHash } from "node:crypto"
import type { RawRecord } from "../types"
import { storable } from "./storable"

/** A record as an ERP sends it. */
export type ErpRecord = Readonly<Record<string, unknown>>

const LONGEST_RAW = 10_000

/** The record's fields as text that Postgres can store. */
export const rawOf = (record: object): RawRecord =>
  Object.fromEntries(
    Object.entries(record as ErpRecord).map(([name, value]) => {
      const text = typeof value === "object" && value !== null ? JSON.stringify(value) : textOf(value)
      return [storable(name, 200), storable(text, LONGEST_RAW)]
    })
  )

/** The text of a plain value: numbers as decimals without an exponent, nothing for objects, null and absence. */
export const textOf = (value: unknown): string => {
  if (typeof value === "string") return value
  if (typeof value === "boolean") return String(value)
  return typeof value === "number" && Number.isFinite(value) ? decimalOf(value) : ""
}

/** The text of a record's field. */
export const textAt = (record: ErpRecord, field: string): string => textOf(record[field])

/** JSON numbers are binary: 12.3 may come as 12.299999999999999, so what lies beyond six places is noise. */
const decimalOf = (value: number): string => {
  if (Number.isInteger(value)) return BigInt(value).toString()
  return value.toFixed(6).replace(/\.?0+$/, "")
}

/** What tells two versions of a record apart, in a few bytes: a crawl remembers it of every record. */
export const versionOf = (record: unknown): string =>
  createHash("sha1").update(JSON.stringify(record)).digest("base64").slice(0, 16)

/** Texts by the names of attributes, as columns of our layout. */
export const attributeCells = (attributes: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(attributes).map(([name, text]) => [`attribute:${name}`, text]))
