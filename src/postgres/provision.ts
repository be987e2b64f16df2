import { Client } from "pg"
import type { DatabaseEndpoint } from "../config/environment"
import { PostgresErrors } from "./errors"
import { OWNER_ROLE, provisionRoles, provisionRuntime, type Provisioned, type RoleOptions } from "./roles"
import { RUNTIME_ROLE } from "./row-level-security"
import { driverTls, type DriverTls } from "./tls"

const connected = async <Result>(
  url: string,
  work: (client: Client) => Promise<Result>,
  ssl: DriverTls = false
): Promise<Result> => {
  const client = new Client({ connectionString: url, ssl })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const addressOf = (url: string, database: string, login?: { user: string; password: string }): string => {
  const address = new URL(url)
  address.pathname = `/${encodeURIComponent(database)}`
  if (login) {
    address.username = login.user
    address.password = encodeURIComponent(login.password)
  }
  return address.toString()
}

/**
 * Creates the database, unless it is there, and both roles, over a superuser's address of any database of the server.
 * Answers the addresses for `DATABASE_DIRECT_URL` and `DATABASE_URL`.
 */
export const provisionDatabase = async (
  superuserUrl: string,
  options: RoleOptions
): Promise<Provisioned & { ownerUrl: string; runtimeUrl: string }> => {
  const { database, ownerPassword, appPassword } = options
  await connected(superuserUrl, async (client) => {
    const { rows } = await client.query("select from pg_database where datname = $1", [database])
    if (rows.length === 0) await client.query(`create database ${client.escapeIdentifier(database)}`)
  })
  const provisioned = await connected(addressOf(superuserUrl, database), (client) => provisionRoles(client, options))
  return {
    ...provisioned,
    ownerUrl: addressOf(superuserUrl, database, { user: OWNER_ROLE, password: ownerPassword }),
    runtimeUrl: addressOf(superuserUrl, database, { user: RUNTIME_ROLE, password: appPassword }),
  }
}

/**
 * Creates the runtime role in a database that is there already, such as Supabase's, as the role that owns it. The
 * password is the one that `runtimeUrl` has; its user is galleria_app, or galleria_app.PROJECT through a shared pooler.
 */
export const provisionExisting = (owner: DatabaseEndpoint, runtimeUrl: string): Promise<Provisioned> => {
  const { username, password } = new URL(runtimeUrl)
  const [role] = decodeURIComponent(username).split(".")
  if (role !== RUNTIME_ROLE || password === "") throw PostgresErrors.notRuntimeLogin(RUNTIME_ROLE)
  const provision = async (client: Client): Promise<Provisioned> => {
    const { rows } = await client.query<{ owner: string; database: string }>(
      "select current_user::text as owner, current_database()::text as database"
    )
    const [found = { owner: "", database: "" }] = rows
    return provisionRuntime(client, { ...found, appPassword: decodeURIComponent(password) })
  }
  return connected(owner.url, provision, driverTls(owner.tls))
}
