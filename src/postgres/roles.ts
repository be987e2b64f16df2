import type { ClientBase } from "pg"
import { createEventTrigger } from "./event-trigger"
import { executorOfClient } from "./executor"
import { RUNTIME_ROLE, secureTables } from "./row-level-security"

/** The role that owns the database and its tables, and runs the migrations. */
export const OWNER_ROLE = "galleria_owner"

/** What the two roles are given. */
export type RoleOptions = {
  database: string
  ownerPassword: string
  appPassword: string
}

/** What the runtime role is given where the owner is there already, as on Supabase. */
export type RuntimeOptions = { owner: string; database: string; appPassword: string }

/** What provisioning found. */
export type Provisioned = {
  /** Whether new tables are secured by the server itself; without it, by the sweep after each migration. */
  eventTrigger: boolean
  /** Tables that were there already and have been secured now. */
  secured: string[]
}

/**
 * Limits of the runtime role's sessions. They stand on the role, since poolers drop them as start-up parameters. The
 * owner has none: its migrations take their time, and the migration lock idles in a transaction.
 */
const RUNTIME_LIMITS = { statement_timeout: "60s", idle_in_transaction_session_timeout: "60s" }
const EXTENSIONS = ["pg_trgm", "unaccent"]

const ensureLogin = async (db: ClientBase, role: string, password: string): Promise<void> => {
  const name = db.escapeIdentifier(role)
  const { rows } = await db.query("select from pg_roles where rolname = $1", [role])
  if (rows.length === 0) await db.query(`create role ${name}`)
  // A new role is no superuser and bypasses nothing; only a superuser may say so again.
  await db.query(`alter role ${name} with login noinherit password ${db.escapeLiteral(password)}`)
}

const grantAll = async (db: ClientBase, database: string, ownerRole: string): Promise<void> => {
  const owner = db.escapeIdentifier(ownerRole)
  const forNewObjects = `alter default privileges for role ${owner} in schema public grant`
  const statements = [
    `grant connect, temporary on database ${db.escapeIdentifier(database)} to ${owner}, ${RUNTIME_ROLE}`,
    "revoke all on schema public from public",
    `grant usage, create on schema public to ${owner}`,
    `grant usage on schema public to ${RUNTIME_ROLE}`,
    `${forNewObjects} select, insert, update, delete on tables to ${RUNTIME_ROLE}`,
    `${forNewObjects} usage, select on sequences to ${RUNTIME_ROLE}`,
    `grant usage, select on all sequences in schema public to ${RUNTIME_ROLE}`,
  ]
  for (const statement of statements) await db.query(statement)
}

/**
 * Creates the runtime role and everything it is granted, as the owner of `database` or a superuser. It may be run again
 * at any time: it changes the password to the given one, and secures tables that are there already.
 */
export const provisionRuntime = async (db: ClientBase, options: RuntimeOptions): Promise<Provisioned> => {
  await ensureLogin(db, RUNTIME_ROLE, options.appPassword)
  for (const [name, value] of Object.entries(RUNTIME_LIMITS)) {
    await db.query(`alter role ${RUNTIME_ROLE} set ${name} = ${db.escapeLiteral(value)}`)
  }
  for (const extension of EXTENSIONS) await db.query(`create extension if not exists ${extension} with schema public`)
  await grantAll(db, options.database, options.owner)
  const executor = executorOfClient(db)
  return { eventTrigger: await createEventTrigger(executor), secured: await secureTables(executor) }
}

/** Creates both roles over a superuser's connection to `database`, which then belongs to the owner. */
export const provisionRoles = async (db: ClientBase, options: RoleOptions): Promise<Provisioned> => {
  await ensureLogin(db, OWNER_ROLE, options.ownerPassword)
  await db.query(`alter database ${db.escapeIdentifier(options.database)} owner to ${OWNER_ROLE}`)
  return provisionRuntime(db, { ...options, owner: OWNER_ROLE })
}
