import { spawn } from "node:child_process"
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"

const LIFELINE = join(__dirname, "lifeline.cjs")
const GRACE_MS = 15_000
const TAIL_LINES = 30

/** A Node program to launch: its file and arguments, where, with which environment, and the file that takes its output. */
export type Launch = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly logFile: string
}

/** A launched program. `ended` resolves to how it ended ("exit code 1", "SIGKILL") and never rejects. */
export type Child = {
  readonly pid: number
  readonly ended: Promise<string>
  /** Asks the program and what it launched to end, and after 15 s makes them. */
  stop(): Promise<void>
}

/** The last lines of a log, for an error message. */
export const tailOf = (logFile: string): string =>
  readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-TAIL_LINES).join("\n")

const signalGroup = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error
  }
}

/**
 * Launches a program in a process group of its own, so that Ctrl-C reaches npm start alone, which then stops its
 * programs in order. The lifeline ends the program when npm start is gone without having stopped it.
 */
export const launch = ({ program, args, cwd, env, logFile }: Launch): Child => {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, "w", 0o600)
  const child = spawn(process.execPath, ["-r", LIFELINE, program, ...args], {
    cwd,
    env: { ...env, GALLERIA_LIFELINE: String(process.pid) },
    detached: true,
    stdio: ["ignore", log, log, "pipe"],
  })
  closeSync(log)
  const { pid } = child
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message))
    child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`))
  })
  const stop = async (): Promise<void> => {
    if (pid === undefined) return
    signalGroup(pid, "SIGTERM")
    const isStopped = await Promise.race([ended.then(() => true), pause(GRACE_MS, false, { ref: false })])
    if (!isStopped) signalGroup(pid, "SIGKILL")
    await ended
  }
  return { pid: pid ?? 0, ended, stop }
}
