import { provisionDatabase } from "../../src/postgres/provision"
import { databaseUrl, runStatements } from "./database"
import type { PostgresState, RunState } from "./run-state"
import { runMedusa, runScript, storeEnvironment } from "./store-process"

/** Creates the roles and the template as an operator does: `npm run migrate` as the owner, then the admin user. */
export const createTemplate = async (
  server: PostgresState,
  { folder, admin }: { folder: string; admin: RunState["admin"] }
): Promise<void> => {
  const superuserUrl = databaseUrl(server, "postgres", "postgres")
  const { template: database, ownerPassword, runtimePassword: appPassword } = server
  const { ownerUrl, runtimeUrl } = await provisionDatabase(superuserUrl, { database, ownerPassword, appPassword })
  await runStatements(superuserUrl, ["create extension pg_stat_statements"])
  await runScript("migrate", { folder, env: storeEnvironment(runtimeUrl, { DATABASE_DIRECT_URL: ownerUrl }) })
  await runMedusa(["user", "-e", admin.email, "-p", admin.password], { folder, env: storeEnvironment(runtimeUrl) })
}
