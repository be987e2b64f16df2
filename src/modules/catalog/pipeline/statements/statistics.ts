import type { Executor } from "../../../../postgres/executor"

const REFRESH = `select staging.refresh_statistics($1)`

/**
 * Lets the planner know of tables that have just grown. Seen without it, in an import into an empty store on a busy
 * machine: one statement took 37 s in one chunk and 0.16 s in the next, once autovacuum had looked at its table again. A
 * table that autovacuum works on is left to it, unless `waits`: for a second or more, after which autovacuum gives way.
 */
export const refreshStatistics = (db: Executor, { waits }: { waits: boolean }): Promise<number> =>
  db.run(REFRESH, [waits])
