import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { withConnection } from "./connection"

/** What a statement needs from a connection: a knex, or one of its transactions, satisfies it through `executorOf`. */
export type Executor = {
  /** Runs one statement with `$1…` parameters and answers its rows. */
  rows<Row extends object>(text: string, values?: readonly unknown[]): Promise<Row[]>
  /** Runs one statement with `$1…` parameters and answers how many rows it touched. */
  run(text: string, values?: readonly unknown[]): Promise<number>
}

type PgResult = { rows: object[]; rowCount: number | null }
type PgConnection = { query(config: { text: string; values: unknown[] }): Promise<PgResult> }

const executorOver = (query: (text: string, values: readonly unknown[]) => Promise<PgResult>): Executor => ({
  rows: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
    (await query(text, values)).rows as Row[],
  run: async (text, values = []) => (await query(text, values)).rowCount ?? 0,
})

/** Speaks to one connection of node-postgres, outside any pool. */
export const executorOfClient = (client: PgConnection): Executor =>
  executorOver((text, values) => client.query({ text, values: [...values] }))

/**
 * Speaks `$1` parameters through a knex or a transaction. Knex rewrites `?`, which is an operator of jsonb,
 * so statements go to the driver as they were written.
 */
export const executorOf = (knex: Knex): Executor =>
  executorOver((text, values) =>
    withConnection(knex, (connection: PgConnection) => connection.query({ text, values: [...values] }))
  )

/** Runs `work` in one transaction of the pool: it commits when `work` resolves and rolls back when it rejects. */
export const inTransaction = <Result>(
  knex: Knex,
  work: (db: Executor, transaction: Knex.Transaction) => Promise<Result>
): Promise<Result> => knex.transaction((transaction) => work(executorOf(transaction), transaction))

const DEFER_FLUSH = "select set_config('synchronous_commit', 'off', true)"

/**
 * As `inTransaction`, but the commit doesn't wait for the disk: a crash of the server may take it back, whole, until any
 * later transaction has waited for its own. For work whose progress is taken back with it, and which then is done again.
 */
export const inDeferredTransaction: typeof inTransaction = (knex, work) =>
  inTransaction(knex, async (db, transaction) => {
    await db.run(DEFER_FLUSH)
    return work(db, transaction)
  })
