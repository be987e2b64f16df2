import type { Executor } from "../../../../postgres/executor"
import type { RunRecord } from "../../types"
import type { RowFault } from "../failure"
import type { Stretch } from "./chunk"
import { stagedRecord } from "./staged-record"

/** The rows of a product, but for those that are only there beside a changed one. */
const REFUSE = `
  insert into feed_run_rejection (run_id, row_number, code, message, sku, raw)
  select c.run_id, c.row_number, 'refused_by_database', $4, c.sku, ${stagedRecord("c.row_number")}
  from feed_run_change c
  where c.run_id = $1 and c.product_ordinal > $2 and c.product_ordinal <= $3 and c.kind <> 'unchanged'`

const CURES: Readonly<Record<string, string>> = {
  "23505":
    "a product that was made by hand has its handle, sku or barcode: change or delete that one, and import the row again",
}

const reasonOf = ({ code, message }: RowFault): string =>
  `The database refuses the product of this row: ${CURES[code] ?? `${message.slice(0, 300)} (${code})`}`

/** Rejects a product's rows for a reason that only applying them has shown, and answers how many they are. */
export const refuseRows = (db: Executor, run: RunRecord, { from, to }: Stretch, fault: RowFault): Promise<number> =>
  db.run(REFUSE, [run.id, from, to, reasonOf(fault)])
