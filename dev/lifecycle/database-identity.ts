import { Client } from "pg"
import type { DatabaseEndpoint } from "../../src/config/environment"
import { preflight } from "../../src/postgres/preflight"
import { driverTls } from "../../src/postgres/tls"
import { explain, StartErrors } from "./errors"

const IDENTITY = `
  select (select system_identifier from pg_control_system()) || '-' || oid as identity
    from pg_database where datname = current_database()`

const CONNECT_TIMEOUT_MS = 10_000

const askIdentity = async ({ url, tls }: DatabaseEndpoint): Promise<string> => {
  const client = new Client({
    connectionString: url,
    ssl: driverTls(tls),
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on("error", () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ identity: string }>(IDENTITY)
    return rows[0]?.identity ?? ""
  } finally {
    await client.end()
  }
}

/**
 * A name for the very database behind `endpoint`: it survives a move to another port, and a database that is dropped
 * loses it. Throws with what a person has to change in `setting`, from which the address came.
 */
export const identifyDatabase = async (
  endpoint: DatabaseEndpoint,
  setting: string,
  say: (line: string) => void
): Promise<string> => {
  let identity = ""
  try {
    await preflight(endpoint, async () => (identity = await askIdentity(endpoint)), say)
    return identity
  } catch (error) {
    throw StartErrors.unusableDatabase(setting, explain(error))
  }
}
