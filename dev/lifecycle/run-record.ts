import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { StartErrors } from "./errors"
import { identify, isRunning, type ProcessIdentity } from "./process-identity"

/** What a running npm start leaves for the next one: who it is, and what it has launched. */
type Run = ProcessIdentity & {
  readonly url: string
  readonly isEnding: boolean
  readonly launched: readonly ProcessIdentity[]
}

/** The claim of this process on the checkout. */
export type RunClaim = {
  /** Notes a launched process, so that the next start can end it if this one is killed. */
  note(pid: number): void
  /** Tells the next start that waiting is worth while. */
  noteEnding(): void
  release(): void
}

const NOTICE_PATIENCE_MS = 1_500
const END_PATIENCE_MS = 20_000
const POLL_MS = 100

const readRun = (path: string): Run | undefined => {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Run
  } catch {
    return undefined
  }
}

const until = async (holds: () => boolean, patienceMs: number): Promise<boolean> => {
  const deadline = Date.now() + patienceMs
  while (!holds()) {
    if (Date.now() > deadline) return false
    await pause(POLL_MS)
  }
  return true
}

/** A run whose npm was killed notices it within half a second, says so, and ends. Any other is here to stay. */
const waitForFormerRun = async (path: string, former: Run, say: (line: string) => void): Promise<void> => {
  if (!isRunning(former)) return
  const isLeaving = (): boolean => !isRunning(former) || readRun(path)?.isEnding === true
  if (!(await until(isLeaving, NOTICE_PATIENCE_MS))) throw StartErrors.alreadyRunning(former.pid, former.url)
  say(`The previous run (process ${former.pid}) is ending …`)
  const hasEnded = await until(() => !isRunning(former), END_PATIENCE_MS)
  if (!hasEnded) throw StartErrors.alreadyRunning(former.pid, former.url)
}

/** A killed run's programs end by their lifeline; one that hangs is made to. The identity keeps strangers safe. */
const endRemains = async ({ launched }: Run): Promise<void> => {
  for (const remains of launched) {
    const hasEnded = await until(() => !isRunning(remains), END_PATIENCE_MS)
    if (!hasEnded) process.kill(remains.pid, "SIGKILL")
  }
}

/** Claims the checkout for this process: refuses while another run lives, and clears up after one that was killed. */
export const claimRun = async (dataFolder: string, url: string, say: (line: string) => void): Promise<RunClaim> => {
  const path = join(dataFolder, "run.json")
  const former = readRun(path)
  if (former) {
    await waitForFormerRun(path, former, say)
    await endRemains(former)
  }
  const self = identify(process.pid) ?? { pid: process.pid, begun: "" }
  let run: Run = { ...self, url, isEnding: false, launched: [] }
  const update = (change: Partial<Run>): void => {
    run = { ...run, ...change }
    writeFileSync(`${path}.new`, JSON.stringify(run), { mode: 0o600 })
    renameSync(`${path}.new`, path)
  }
  update({})
  return {
    note: (pid) => {
      const identity = identify(pid)
      if (identity) update({ launched: [...run.launched.filter(isRunning), identity] })
    },
    noteEnding: () => update({ isEnding: true }),
    release: () => rmSync(path, { force: true }),
  }
}
