import { spawn } from "node:child_process"
import { performance } from "node:perf_hooks"
import { setTimeout as pause } from "node:timers/promises"

const READY = "Ctrl-C stops everything"
const POLL_MS = 100

/** One run of `npm start`. */
export type NpmStart = {
  readonly pid: number
  output(): string
  /** Resolves to the seconds until the store was ready; rejects with the output when the run ended before. */
  readonly ready: Promise<number>
  /** Resolves to the exit code, or the signal that ended npm. */
  readonly ended: Promise<number | NodeJS.Signals | null>
  /** Sends a signal to npm and all that it runs in its process group, as a terminal does on Ctrl-C. */
  signalGroup(signal: NodeJS.Signals): void
}

/** Runs `npm start` in a folder as a person would, in a process group of its own. */
export const npmStart = (folder: string, env: Readonly<Record<string, string>>): NpmStart => {
  const begun = performance.now()
  const child = spawn("npm", ["start"], {
    cwd: folder,
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  })
  let output = ""
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()))
  let hasEnded = false
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => {
      hasEnded = true
      resolve(code ?? signal)
    })
  })
  const waitUntilReady = async (): Promise<number> => {
    while (!output.includes(READY)) {
      if (hasEnded) throw new Error(`npm start ended before the store was ready:\n${output}`)
      await pause(POLL_MS)
    }
    return (performance.now() - begun) / 1000
  }
  const ready = waitUntilReady()
  // A test that expects the run to end doesn't look at `ready`.
  ready.catch(() => undefined)
  const pid = child.pid ?? 0
  return { pid, output: () => output, ready, ended, signalGroup: (signal) => process.kill(-pid, signal) }
}
