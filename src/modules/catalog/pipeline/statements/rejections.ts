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
