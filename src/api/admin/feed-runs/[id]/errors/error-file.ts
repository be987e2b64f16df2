import type { MedusaRequest, MedusaResponse } from "@medusajs/framework/http"
import { once } from "node:events"
import { errorColumns, errorHeader, errorLine, listRejectedRows } from "../../../../../modules/catalog"
import type { FeedRunDTO } from "../../../../../modules/catalog/types"
import type { Executor } from "../../../../../postgres/executor"

/** Rows read and written at once: few, since what makes a row wrong may be its size. */
const PAGE_ROWS = 50

/** Whether the request asks for the errors as a file. */
export const wantsFile = (req: MedusaRequest, format: "json" | "csv" | undefined): boolean =>
  format === undefined ? /^text\/csv\b/.test(req.headers.accept ?? "") : format === "csv"

/** Sends all rows that a run left out as CSV: their cells as they came, and why. */
export const sendErrorFile = async (res: MedusaResponse, db: Executor, run: FeedRunDTO): Promise<void> => {
  const columns = await errorColumns(db, run)
  res.setHeader("Content-Type", "text/csv; charset=utf-8")
  res.setHeader("Content-Disposition", `attachment; filename="${run.id}-errors.csv"`)
  res.write(`\uFEFF${errorHeader(columns)}`)
  for (let after = 0; !res.destroyed;) {
    const rows = await listRejectedRows(db, run.id, after, PAGE_ROWS)
    const last = rows.at(-1)
    if (!last) break
    after = last.row_number
    if (!res.write(rows.map((row) => errorLine(columns, row)).join("")))
      await Promise.race([once(res, "drain"), once(res, "close")])
  }
  res.end()
}
