import { spawn } from "node:child_process"
import { join } from "node:path"
import { noteProcess } from "../harness/run-folder"
import { currentRun } from "../harness/run-state"
import { projectRoot } from "../harness/store-process"
import type { WorkerOrder } from "./worker"

/** A worker in a process of its own. */
export type LightWorker = {
  readonly pid: number
  /** It has loaded and begins to execute its run. */
  readonly executes: Promise<void>
  /** How it ended: `exit code 0` or the signal. */
  readonly ended: Promise<string>
  /** Does nothing when it has ended already. */
  signal(name: NodeJS.Signals): void
  output(): string
}

/** Starts a worker on one run; it takes 1 to 2 s to load. It is killed with the test run at the latest. */
export const startLightWorker = (order: WorkerOrder): LightWorker => {
  const args = ["--require", "ts-node/register", join(__dirname, "worker.ts"), JSON.stringify(order)]
  const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: "production" }
  const child = spawn(process.execPath, args, {
    cwd: projectRoot,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  })
  const pid = child.pid ?? 0
  noteProcess(currentRun().folder, pid)
  let output = ""
  const ended = new Promise<string>((resolve) =>
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`))
  )
  const executes = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes("executing\n")) resolve()
    }
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    void ended.then((how) => reject(new Error(`The worker ended with ${how} before it began:\n${output}`)))
  })
  executes.catch(() => undefined)
  return { pid, executes, ended, signal: (name) => void child.kill(name), output: () => output }
}
