import { Client } from "pg"
import { provisionDatabase } from "../../src/postgres/provision"
import { databaseUrl, runStatements } from "./database"
import type { PostgresState, RunState } from "./run-state"
import { runMedusa, storeEnvironment } from "./store-process"

/** Medusa's exit code is 0 also when a migration script failed; the table tells. */
const requireFinishedScripts = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ script_name: string }>(
      "select script_name from script_migrations where finished_at is null"
    )
    if (rows.length === 0) return
    throw new Error(`Migration scripts did not finish: ${rows.map((row) => row.script_name).join(", ")}`)
  } finally {
    await client.end()
  }
}

/** Creates the roles and the template as an operator does: `medusa db:migrate` as the owner, then the admin user. */
export const createTemplate = async (
  server: PostgresState,
  { folder, admin }: { folder: string; admin: RunState["admin"] }
): Promise<void> => {
  const superuserUrl = databaseUrl(server, "postgres", "postgres")
  const { template: database, ownerPassword, runtimePassword: appPassword } = server
  const { ownerUrl, runtimeUrl } = await provisionDatabase(superuserUrl, { database, ownerPassword, appPassword })
  await runStatements(superuserUrl, ["create extension pg_stat_statements"])
  await runMedusa(["db:migrate"], { folder, env: storeEnvironment(runtimeUrl, { DATABASE_DIRECT_URL: ownerUrl }) })
  await requireFinishedScripts(ownerUrl)
  await runMedusa(["user", "-e", admin.email, "-p", admin.password], { folder, env: storeEnvironment(runtimeUrl) })
}
