import { knex, type Knex } from "@medusajs/framework/mikro-orm/knex"
import type { DatabaseEndpoint } from "../config/environment"
import { detailDuplicates, endWhenSilent, pauseAfterRefusedLogin, type PgClient } from "./connection-guards"
import { driverTls } from "./tls"

/** How many connections a process keeps, and how long it waits; all times in milliseconds. */
export type PoolOptions = {
  endpoint: DatabaseEndpoint
  /** Shown in `pg_stat_activity`, except behind Supavisor, which puts its own name there. */
  applicationName: string
  min: number
  max: number
  acquireTimeoutMs: number
  /** After how long a statement without any answer ends its connection; absent for migrations, which take their time. */
  silenceMs?: number | undefined
  /** Hears of connections that ended by themselves. */
  warn?: (message: string) => void
}

const CONNECT_TIMEOUT_MS = 5_000
const IDLE_TIMEOUT_MS = 30_000
const KEEP_ALIVE_DELAY_MS = 10_000

/**
 * Opens a pool over Medusa's own copy of knex. Limits that belong to the server (statement_timeout,
 * idle_in_transaction_session_timeout) are set on the role: as start-up parameters Supavisor drops them silently and
 * PgBouncer refuses them. `propagateCreateError` makes an outage fail a request at once (12-150 ms) instead of after
 * the acquire timeout.
 */
export const createKnex = (options: PoolOptions): Knex => {
  const { silenceMs, warn = () => undefined } = options
  const pool = knex({
    client: "pg",
    searchPath: "public",
    log: { warn, error: warn, deprecate: warn, debug: () => undefined },
    acquireConnectionTimeout: options.acquireTimeoutMs,
    connection: {
      connectionString: options.endpoint.url,
      ssl: driverTls(options.endpoint.tls),
      application_name: options.applicationName,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
    },
    pool: {
      min: options.min,
      max: options.max,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      propagateCreateError: true,
      afterCreate: (connection: PgClient, created: (error: null, connection: PgClient) => void) => {
        detailDuplicates(connection)
        if (silenceMs !== undefined) endWhenSilent(connection, silenceMs)
        created(null, connection)
      },
    },
  })
  pauseAfterRefusedLogin(pool)
  return pool
}
