import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs"
import { join } from "node:path"
import { identify, isRunning, type ProcessIdentity } from "../../dev/lifecycle/process-identity"

/** The database's user must be able to enter it, which a checkout below somebody's home need not allow. */
const PARENT = "/var/tmp"
const PREFIX = "galleria-test-"
const RECORD = "run.json"
const LAUNCHED = "launched"

/** The folder of one run: what the run launches is noted in it, so that nothing outlives the run. */
export type RunFolder = {
  readonly path: string
  /** Kills what still runs of the noted processes and removes the folder, without waiting for anything. */
  remove(): void
}

/** Notes a process in the folder of its run; a suite may do so too, from Jest's sandbox. */
export const noteProcess = (folder: string, pid: number): void => {
  const subject = identify(pid)
  if (!subject) return
  // A suite may work in a folder of its own, which nobody has prepared.
  mkdirSync(join(folder, LAUNCHED), { recursive: true, mode: 0o700 })
  writeFileSync(join(folder, LAUNCHED, `${pid}.json`), JSON.stringify(subject), { mode: 0o600 })
}

const readIdentity = (path: string): ProcessIdentity | undefined => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as ProcessIdentity
  } catch {
    return undefined
  }
}

const launchedIn = (folder: string): ProcessIdentity[] =>
  (existsSync(join(folder, LAUNCHED)) ? readdirSync(join(folder, LAUNCHED)) : [])
    .map((name) => readIdentity(join(folder, LAUNCHED, name)))
    .filter((subject) => subject !== undefined)

/** Each was launched as the leader of a group, and takes along what it has launched itself. */
const killGroup = (subject: ProcessIdentity): void => {
  if (!isRunning(subject)) return
  try {
    process.kill(-subject.pid, "SIGKILL")
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

/** The record goes last: a folder that could not be removed as a whole is found by the next run. */
const clearUp = (path: string): void => {
  for (const subject of launchedIn(path)) killGroup(subject)
  for (const name of readdirSync(path).filter((entry) => entry !== RECORD)) {
    rmSync(join(path, name), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  rmSync(path, { recursive: true, force: true })
}

/** Ends what a run has left that was killed before it could clear up after itself. */
const sweepAbandonedRuns = (): void => {
  for (const name of readdirSync(PARENT).filter((entry) => entry.startsWith(PREFIX))) {
    const path = join(PARENT, name)
    const owner = readIdentity(join(path, RECORD))
    if (owner && !isRunning(owner)) clearUp(path)
  }
}

/** Creates the folder of a new run, after clearing up behind those that were killed. */
export const openRunFolder = (): RunFolder => {
  sweepAbandonedRuns()
  const path = mkdtempSync(join(PARENT, PREFIX))
  mkdirSync(join(path, LAUNCHED), { mode: 0o700 })
  // Passable for the database's user, readable for nobody else.
  chmodSync(path, 0o711)
  const self = identify(process.pid) ?? { pid: process.pid, begun: "" }
  writeFileSync(join(path, RECORD), JSON.stringify(self), { mode: 0o600 })
  let isRemoved = false
  return {
    path,
    remove: () => {
      if (isRemoved) return
      isRemoved = true
      clearUp(path)
    },
  }
}
