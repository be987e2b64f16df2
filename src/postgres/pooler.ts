import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { MedusaError } from "@medusajs/framework/utils"
import type { DatabaseEndpoint } from "../config/environment"

const TRANSACTION_POOLER_PORT = 6543
const PROBES = 3

type PgConnection = { query(text: string): Promise<{ rows: { pid: number }[] }> }

const refusal = ({ host, port }: DatabaseEndpoint): MedusaError =>
  new MedusaError(
    MedusaError.Types.NOT_ALLOWED,
    `${host}:${port} is a transaction pooler, where the locks of a migration are lost: ` +
      "set DATABASE_DIRECT_URL to the direct connection or to a session pooler (port 5432)",
    "transaction_pooler"
  )

const backendOf = async (connection: PgConnection): Promise<number | undefined> =>
  (await connection.query("select pg_backend_pid() as pid")).rows[0]?.pid

/** Two connections that are open at the same time have two backends, unless a pooler lends them one in turns. */
const shareOneBackend = async (pool: Knex): Promise<boolean> => {
  const acquire = async () => (await pool.client.acquireConnection()) as PgConnection
  const first = await acquire()
  try {
    const second = await acquire()
    try {
      return (await backendOf(first)) === (await backendOf(second))
    } finally {
      await pool.client.releaseConnection(second)
    }
  } finally {
    await pool.client.releaseConnection(first)
  }
}

/** Refuses to migrate through a transaction pooler, known by its port or by its behaviour. */
export const refuseTransactionPooler = async (endpoint: DatabaseEndpoint, pool: Knex): Promise<void> => {
  if (endpoint.port === TRANSACTION_POOLER_PORT) throw refusal(endpoint)
  for (let probe = 0; probe < PROBES; probe += 1) {
    if (await shareOneBackend(pool)) throw refusal(endpoint)
  }
}
