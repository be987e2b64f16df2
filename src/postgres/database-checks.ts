import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { isPartOfMigration, serves } from "../config/command"
import type { Environment } from "../config/environment"
import { checkLineItemCodes } from "../seams/line-item-codes"
import { checkOrderNumbers } from "../seams/order-numbers"
import { executorOf } from "./executor"
import { holdMigrationLock } from "./migration-lock"
import { refuseTransactionPooler } from "./pooler"
import { secureTables } from "./row-level-security"
import { checkRuntimeRole } from "./runtime-role"

/** What has to hold before Medusa is given the pool; throws to stop the process. */
export type DatabaseCheck = (pool: Knex, warn: (message: string) => void) => Promise<void>

/** `db:migrate` runs it last, after all tables are there, also when no script is pending. */
const LAST_COMMAND_OF_MIGRATION = "db:migrate:scripts"

/**
 * Chooses what this process has to check: a migration refuses a transaction pooler, runs alone and ends with
 * the sweep, a server or
 * worker judges its own role and the seams in the database, and other commands check nothing.
 */
export const databaseChecks = (environment: Environment): DatabaseCheck => {
  const { command, endpoint, production, DATABASE_ALLOW_OWNER_RUNTIME: allowOwner } = environment
  return async (pool, warn) => {
    if (environment.changesSchema) await refuseTransactionPooler(endpoint, pool)
    if (environment.changesSchema && !isPartOfMigration(command)) await holdMigrationLock(endpoint, warn)
    if (command.name === LAST_COMMAND_OF_MIGRATION) await secureTables(executorOf(pool))
    if (!serves(command)) return
    const db = executorOf(pool)
    await checkRuntimeRole(db, { production, allowOwner, warn })
    await checkOrderNumbers(db)
    await checkLineItemCodes(db)
  }
}
