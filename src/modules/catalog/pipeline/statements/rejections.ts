import type { Executor } from "../../../../postgres/executor"
import type { Rejection } from "../../types"

const INSERT = `
  insert into feed_run_rejection (run_id, row_number, column_name, code, message, value, sku)
  select $1, r."rowNumber", r."column", r.code, r.message, r.value, r.sku
  from jsonb_to_recordset($2) as r("rowNumber" int, "column" text, code text, message text, value text, sku text)`

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
