import { Client } from "pg"
import { OWNER_ROLE, provisionRoles, type Provisioned, type RoleOptions } from "./roles"
import { RUNTIME_ROLE } from "./row-level-security"

const connected = async <Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> => {
  const client = new Client({ connectionString: url })
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
