import { Client } from "pg"
import { databaseUrl, runStatements } from "./database"
import type { PostgresState, RunState } from "./run-state"
import { runMedusa, storeEnvironment } from "./store-process"

const createRoles = ({ ownerPassword, runtimePassword, template }: PostgresState): string[] => [
  `create role galleria_owner login nosuperuser nobypassrls password '${ownerPassword}'`,
  `create role galleria_app login nosuperuser nobypassrls password '${runtimePassword}'`,
  `create database "${template}" owner galleria_owner`,
  "create extension pg_stat_statements",
]

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
  await runStatements(databaseUrl(server, "postgres", "postgres"), createRoles(server))
  const ownerUrl = databaseUrl(server, "galleria_owner", server.template)
  const runtimeUrl = databaseUrl(server, "galleria_app", server.template)
  await runMedusa(["db:migrate"], { folder, env: storeEnvironment(runtimeUrl, { DATABASE_DIRECT_URL: ownerUrl }) })
  await requireFinishedScripts(ownerUrl)
  await runMedusa(["user", "-e", admin.email, "-p", admin.password], { folder, env: storeEnvironment(runtimeUrl) })
}
