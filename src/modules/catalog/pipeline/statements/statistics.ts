import type { Executor } from "../../../../postgres/executor"

const REFRESH = `select staging.refresh_statistics()`

/**
 * Lets the planner know of tables that have just grown. Measured: without it, an import of 10,000 rows into an empty
 * store took 74 s instead of 5 s, since autovacuum had looked at the tables in the middle of the first chunk.
 */
export const refreshStatistics = (db: Executor): Promise<number> => db.run(REFRESH)
