import { randomBytes } from "node:crypto"
import { tailOf } from "../../dev/lifecycle/child-process"
import { cloneDatabase, databaseUrl } from "./database"
import { startPostgres } from "./postgres-process"
import { noteProcess, openRunFolder, type RunFolder } from "./run-folder"
import type { RunState } from "./run-state"
import { startStoreProcess } from "./store-process"
import { createTemplate } from "./template"

const TEMPLATE = "galleria_template"
const SHARED = "galleria_shared"

/** Everything that one run of the suites stands on. */
export type TestRun = {
  readonly state: RunState
  /** Stops all; it throws when the store has ended by itself meanwhile. */
  stop(): Promise<void>
}

const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`

const endWithProcess = (folder: RunFolder): void => {
  process.once("exit", () => folder.remove())
  for (const [signal, code] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 129],
  ] as const) {
    process.once(signal, () => process.exit(code))
  }
}

/**
 * Starts the database server, with settings and an environment of its own where those of tests do not fit, migrates the template, and
 * starts the store that all suites share.
 */
export const startTestRun = async (
  settings?: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {}
): Promise<TestRun> => {
  const folder = openRunFolder()
  endWithProcess(folder)
  const admin = { email: "admin@galleria.test", password: randomBytes(12).toString("hex") }

  const begun = performance.now()
  const postgres = await startPostgres(folder.path, TEMPLATE, settings)
  noteProcess(folder.path, postgres.pid)
  const started = performance.now()
  await createTemplate(postgres.state, { folder: folder.path, admin })
  const migrated = performance.now()
  await cloneDatabase(postgres.state, SHARED)
  const shared = await startStoreProcess({
    folder: folder.path,
    label: "shared",
    databaseUrl: databaseUrl(postgres.state, "galleria_app", SHARED),
    env,
  })
  process.stderr.write(
    `Postgres started in ${((started - begun) / 1000).toFixed(1)} s, migrated in ${((migrated - started) / 1000).toFixed(1)} s, ` +
      `the store was ready after ${seconds(migrated)}\n`
  )

  let crash: string | undefined
  let isStopping = false
  void shared.child.ended.then((how) => {
    if (isStopping) return
    crash = `The store that all suites share ended with ${how} while they ran. Its log ends with:\n${tailOf(shared.logFile)}`
    process.stderr.write(`\n${crash}\n`)
  })

  const stop = async (): Promise<void> => {
    isStopping = true
    await shared.child.stop()
    await postgres.stop()
    folder.remove()
    if (crash) throw new Error(crash)
  }
  const { url, logFile, child } = shared
  const store = { url, pid: child.pid, logFile, database: SHARED }
  return { state: { folder: folder.path, postgres: postgres.state, store, admin }, stop }
}
