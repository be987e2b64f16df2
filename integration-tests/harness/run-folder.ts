import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { identify, isRunning, type ProcessIdentity } from "../../dev/lifecycle/process-identity"

/** The database's user must be able to enter it, which a checkout below somebody's home need not allow. */
const PARENT = "/var/tmp"
const PREFIX = "galleria-test-"
const RECORD = "run.json"

type RunRecord = { readonly self: ProcessIdentity; readonly launched: readonly ProcessIdentity[] }

/** The folder of one run: what it has launched is recorded in it, so that nothing outlives the run. */
export type RunFolder = {
  readonly path: string
  /** Notes a process that the run has launched. */
  note(pid: number): void
  /** Kills what still runs of the noted processes and removes the folder, without waiting for anything. */
  remove(): void
}

const killIfRunning = (subject: ProcessIdentity): void => {
  if (!isRunning(subject)) return
  try {
    process.kill(subject.pid, "SIGKILL")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

const clearUp = (path: string, launched: readonly ProcessIdentity[]): void => {
  // The latest first: a store goes before its database.
  for (const subject of [...launched].reverse()) killIfRunning(subject)
  rmSync(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
}

const readRecord = (path: string): RunRecord | undefined => {
  try {
    return JSON.parse(readFileSync(join(path, RECORD), "utf8")) as RunRecord
  } catch {
    return undefined
  }
}

/** Ends what a run has left that was killed before it could clear up after itself. */
const sweepAbandonedRuns = (): void => {
  for (const name of readdirSync(PARENT).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(PARENT, name)
    const record = readRecord(path)
    if (record && !isRunning(record.self)) clearUp(path, record.launched)
  }
}

/** Creates the folder of a new run, after clearing up behind those that were killed. */
export const openRunFolder = (): RunFolder => {
  sweepAbandonedRuns()
  const path = mkdtempSync(join(PARENT, PREFIX))
  // Passable for the database's user, readable for nobody else.
  chmodSync(path, 0o711)
  const launched: ProcessIdentity[] = []
  const write = (): void => {
    const self = identify(process.pid) ?? { pid: process.pid, begun: "" }
    writeFileSync(join(path, RECORD), JSON.stringify({ self, launched } satisfies RunRecord), { mode: 0o600 })
  }
  write()
  return {
    path,
    note: (pid) => {
      const subject = identify(pid)
      if (!subject) return
      launched.push(subject)
      write()
    },
    remove: () => clearUp(path, launched),
  }
}
