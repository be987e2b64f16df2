import type { Executor } from "../../../../postgres/executor"
import type { Rejection } from "../../types"

const INSERT = `
  insert into feed_run_rejection (run_id, row_number, column_name, code, message, value, sku, raw)
  select $1, r."rowNumber", r."column", r.code, r.message, r.value, r.sku, r.raw
  from json_to_recordset($2) as r("rowNumber" int, "column" text, code text, message text, value text, sku text, raw json)`

/** Keeps why rows were left out, for `GET /admin/feed-runs/:id/errors`. */
export const insertRejections = async (db: Executor, runId: string, rejections: Rejection[]): Promise<void> => {
  if (rejections.length) await db.run(INSERT, [runId, JSON.stringify(rejections)])
}

/** A row that a run left out, as a person reads it. */
export type RejectionRow = {
  row_number: number
  column: string | null
  code: string
  message: string
  value: string | null
  sku: string | null
}

const LIST = `
  select row_number, column_name as "column", code, message, value, sku
  from feed_run_rejection where run_id = $1
  order by row_number, column_name limit $2 offset $3`

const COUNT = `select count(*)::int as count from feed_run_rejection where run_id = $1`

/** A page of the reasons why rows of a run were left out, and how many there are in all. */
export const listRejections = async (db: Executor, runId: string, limit: number, offset: number) => {
  const errors = await db.rows<RejectionRow>(LIST, [runId, limit, offset])
  const [counted] = await db.rows<{ count: number }>(COUNT, [runId])
  return { errors, count: counted?.count ?? 0 }
}

/** A row that a run left out, with all reasons and its cells as they came; these are null when nobody kept them. */
export type RejectedRow = {
  row_number: number
  columns: string
  codes: string
  messages: string
  raw: Record<string, unknown> | null
}

const LIST_ROWS = `
  select row_number, string_agg(coalesce(column_name, ''), ' | ') as columns, string_agg(code, ' | ') as codes,
    string_agg(message, ' | ') as messages, (array_agg(raw) filter (where raw is not null))[1] as raw
  from feed_run_rejection
  where run_id = $1 and row_number > $2
  group by row_number order by row_number limit $3`

/** Rejected rows after a row's number, at most `limit`, each once. */
export const listRejectedRows = (db: Executor, runId: string, after: number, limit: number): Promise<RejectedRow[]> =>
  db.rows(LIST_ROWS, [runId, after, limit])

const ROW_COLUMNS = `
  select distinct on (name) name, row_number, place
  from feed_run_rejection r, json_object_keys(r.raw) with ordinality as k(name, place)
  where r.run_id = $1 and r.raw is not null and json_typeof(r.raw) = 'object'
  order by name, row_number, place`

/** The names of the cells that rejected rows have, in the order in which they came. */
export const listRejectedColumns = async (db: Executor, runId: string): Promise<string[]> => {
  const columns = await db.rows<{ name: string; row_number: number; place: string }>(ROW_COLUMNS, [runId])
  return columns
    .sort((a, b) => a.row_number - b.row_number || Number(a.place) - Number(b.place))
    .map(({ name }) => name)
}
