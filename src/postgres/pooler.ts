import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { DatabaseEndpoint } from "../config/environment"
import { withConnection } from "./connection"
import { PostgresErrors } from "./errors"

const TRANSACTION_POOLER_PORT = 6543
const PROBES = 3

type PgConnection = { query(text: string): Promise<{ rows: { pid: number }[] }> }

const backendOf = async (connection: PgConnection): Promise<number | undefined> =>
  (await connection.query("select pg_backend_pid() as pid")).rows[0]?.pid

/** Two connections that are open at the same time have two backends, unless a pooler lends them one in turns. */
const shareOneBackend = (pool: Knex): Promise<boolean> =>
  withConnection(pool, (first: PgConnection) =>
    withConnection(pool, async (second: PgConnection) => (await backendOf(first)) === (await backendOf(second)))
  )

/** Refuses to migrate through a transaction pooler, known by its port or by its behaviour. */
export const refuseTransactionPooler = async (endpoint: DatabaseEndpoint, pool: Knex): Promise<void> => {
  const refusal = PostgresErrors.transactionPooler(endpoint.host, endpoint.port)
  if (endpoint.port === TRANSACTION_POOLER_PORT) throw refusal
  for (let probe = 0; probe < PROBES; probe += 1) {
    if (await shareOneBackend(pool)) throw refusal
  }
}
