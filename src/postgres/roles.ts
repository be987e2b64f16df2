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
  const attributes = "login noinherit nosuperuser nocreatedb nocreaterole nobypassrls noreplication"
  await db.query(`alter role ${name} with ${attributes} password ${db.escapeLiteral(password)}`)
}

const grantDatabase = async (db: ClientBase, database: string): Promise<void> => {
  const name = db.escapeIdentifier(database)
  await db.query(`alter database ${name} owner to ${OWNER_ROLE}`)
  await db.query(`grant connect, temporary on database ${name} to ${OWNER_ROLE}, ${RUNTIME_ROLE}`)
}

const grantSchema = async (db: ClientBase): Promise<void> => {
  const forNewObjects = `alter default privileges for role ${OWNER_ROLE} in schema public grant`
  const statements = [
    "revoke all on schema public from public",
    `grant usage, create on schema public to ${OWNER_ROLE}`,
    `grant usage on schema public to ${RUNTIME_ROLE}`,
    `${forNewObjects} select, insert, update, delete on tables to ${RUNTIME_ROLE}`,
    `${forNewObjects} usage, select on sequences to ${RUNTIME_ROLE}`,
    `grant usage, select on all sequences in schema public to ${RUNTIME_ROLE}`,
  ]
  for (const statement of statements) await db.query(statement)
}

/**
 * Creates the two roles and everything they are granted, over a superuser's connection to `database`. It may be run
 * again at any time: it changes passwords to those given, and secures tables that are there already.
 */
export const provisionRoles = async (db: ClientBase, options: RoleOptions): Promise<Provisioned> => {
  await ensureLogin(db, OWNER_ROLE, options.ownerPassword)
  await ensureLogin(db, RUNTIME_ROLE, options.appPassword)
  for (const [name, value] of Object.entries(RUNTIME_LIMITS)) {
    await db.query(`alter role ${RUNTIME_ROLE} set ${name} = ${db.escapeLiteral(value)}`)
  }
  await grantDatabase(db, options.database)
  for (const extension of EXTENSIONS) await db.query(`create extension if not exists ${extension} with schema public`)
  await grantSchema(db)
  const executor = executorOfClient(db)
  return { eventTrigger: await createEventTrigger(executor), secured: await secureTables(executor) }
}
