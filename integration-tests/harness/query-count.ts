import { Client } from "pg"
import { databaseUrl } from "./database"
import { currentRun } from "./run-state"

/**
 * One statement's text and how often the store sent it. Each value stands as `?` and each list of values as `(…)`, so
 * that a statement reads the same whatever the length of its lists.
 */
export type CountedStatement = { readonly text: string; readonly calls: number }

const COUNTERS = `
  select regexp_replace(regexp_replace(query, '\\$\\d+', '?', 'g'), '\\(\\?(, ?\\?)*\\)', '(…)', 'g') as text,
    sum(calls)::int as calls
  from pg_stat_statements s join pg_database d on d.oid = s.dbid join pg_roles r on r.oid = s.userid
  where d.datname = $1 and r.rolname = 'galleria_app'
  group by 1 order by 1`

const ROUNDS = 3

/**
 * Counts the statements that the shared store sends while `work` runs, transaction control included, from the server's
 * own counters. After one warm-up it runs `work` three times and answers the round with the fewest, because a job of
 * the store may tick in between: `work` must be a read, or harmless to repeat.
 */
export const countQueries = async (
  work: () => Promise<unknown>
): Promise<{ total: number; statements: CountedStatement[] }> => {
  const { postgres, store } = currentRun()
  const client = new Client({ connectionString: databaseUrl(postgres, "postgres", "postgres") })
  await client.connect()
  const round = async (): Promise<{ total: number; statements: CountedStatement[] }> => {
    await client.query("select pg_stat_statements_reset(0, (select oid from pg_database where datname = $1), 0)", [
      store.database,
    ])
    await work()
    const { rows } = await client.query<CountedStatement>(COUNTERS, [store.database])
    return { total: rows.reduce((sum, { calls }) => sum + calls, 0), statements: rows }
  }
  try {
    await work()
    let fewest = await round()
    for (let rounds = 1; rounds < ROUNDS; rounds++) {
      const next = await round()
      if (next.total < fewest.total) fewest = next
    }
    return fewest
  } finally {
    await client.end()
  }
}
