import type { Executor } from "../../src/postgres/executor"

/** Inserts rows that all name the same columns, in one statement; the other columns take their defaults. */
export const insertRows = async (db: Executor, table: string, rows: readonly object[]): Promise<number> => {
  const [first] = rows
  if (!first) return 0
  const columns = Object.keys(first)
    .map((column) => `"${column}"`)
    .join(", ")
  return db.run(
    `insert into "${table}" (${columns}) select ${columns} from jsonb_populate_recordset(null::"${table}", $1)`,
    [JSON.stringify(rows)]
  )
}
