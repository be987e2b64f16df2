import { fork } from "node:child_process"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { readEnvironment } from "../config/process"
import { type Executor, executorOf } from "../postgres/executor"
import { createKnex } from "../postgres/knex"
import { secureTables } from "../postgres/row-level-security"

const UNFINISHED_SCRIPTS = "select script_name as name from script_migrations where finished_at is null order by 1"

const medusaCli = (): string => join(dirname(createRequire(__filename).resolve("@medusajs/cli/package.json")), "cli.js")

const runMedusa = (words: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = fork(medusaCli(), words, { stdio: "inherit" })
    child.on("error", reject)
    child.on("exit", (code) => resolve(code ?? 1))
  })

/** Medusa ends with 0 also when a migration script has failed; the table of scripts tells. */
const verify = async (db: Executor): Promise<string[]> => {
  const secured = await secureTables(db)
  const unfinished = await db.rows<{ name: string }>(UNFINISHED_SCRIPTS)
  if (secured.length > 0) console.log(`Row-level security is now on for ${secured.join(", ")}`)
  return unfinished.map(({ name }) => `The migration script ${name} has not finished: read its error above`)
}

const migrate = async (words: readonly string[]): Promise<number> => {
  const environment = readEnvironment({ name: "db:migrate", host: undefined })
  const code = await runMedusa(["db:migrate", "--execute-safe-links", ...words])
  if (code !== 0) return code
  const pool = createKnex({
    endpoint: environment.endpoint,
    applicationName: "galleria-migration",
    min: 0,
    max: 1,
    acquireTimeoutMs: environment.DATABASE_ACQUIRE_TIMEOUT_MS,
  })
  try {
    const failures = await verify(executorOf(pool))
    for (const failure of failures) console.error(failure)
    return failures.length > 0 ? 1 : 0
  } finally {
    await pool.destroy()
  }
}

migrate(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
)
