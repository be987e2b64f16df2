import { Client } from "pg"
import type { DatabaseEndpoint } from "../../src/config/environment"
import { driverTls } from "../../src/postgres/tls"

const IDENTITY = `
  select (select system_identifier from pg_control_system()) || '-' || oid as identity
    from pg_database where datname = current_database()`

const CONNECT_TIMEOUT_MS = 10_000

/** A name for this very database: it survives a move to another port, and a database that is dropped loses it. */
export const identifyDatabase = async ({ url, tls }: DatabaseEndpoint): Promise<string> => {
  const client = new Client({
    connectionString: url,
    ssl: driverTls(tls),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  await client.connect()
  try {
    const { rows } = await client.query<{ identity: string }>(IDENTITY)
    return rows[0]?.identity ?? ""
  } finally {
    await client.end()
  }
}
