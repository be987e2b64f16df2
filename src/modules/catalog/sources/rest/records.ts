import type { ErpRecord } from "../erp-record"
import type { Fields } from "../fields"
import { instantOfText, wallTimeOf } from "../source-time"
import { textAtPath } from "./paths"
import type { RestSettings } from "./settings"

/** A record by the names of our columns. */
export const fieldsOf = (record: ErpRecord, { fields, active_values }: RestSettings): Fields => {
  const texts = Object.entries(fields).map(([column, path]): [string, string] => {
    const text = textAtPath(record, path)
    return [column, column === "active" && active_values ? String(active_values.includes(text)) : text]
  })
  return Object.fromEntries(texts)
}

/** When a record was changed, in milliseconds. */
export const changedAt = (record: ErpRecord, { change }: RestSettings): number | null => {
  if (!change) return null
  const text = textAtPath(record, change.at)
  if (change.format === "seconds" || change.format === "milliseconds") {
    const ms = Number(text) * (change.format === "seconds" ? 1_000 : 1)
    return text !== "" && Number.isFinite(ms) ? ms : null
  }
  return instantOfText(text, change.time_zone)
}

/** An instant as the delta's parameter takes it. */
export const sinceText = (since: Date, { format, time_zone }: NonNullable<RestSettings["change"]>): string => {
  if (format === "iso") return since.toISOString()
  if (format === "wall") return wallTimeOf(since, time_zone)
  return String(Math.floor(since.getTime() / (format === "seconds" ? 1_000 : 1)))
}
