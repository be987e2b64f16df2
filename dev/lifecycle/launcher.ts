import { join } from "node:path"
import type { Checkout } from "./checkout"
import { type Child, launch, tailOf } from "./child-process"
import { StartErrors } from "./errors"
import type { RunClaim } from "./run-record"
import type { Shutdown } from "./shutdown"

/** One of the store's programs: Medusa's CLI, or the script that `program` names. `name` names its log. */
export type Program = {
  readonly name: string
  readonly program?: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/** Launches programs with the store's environment; all of them end with npm start. */
export type Launcher = {
  /** Starts a program that goes on until it is stopped. */
  start(program: Program): Child & { readonly logFile: string }
  /** Runs a program to its end; throws with the end of its output unless it succeeded. */
  run(program: Program): Promise<void>
}

type Surroundings = {
  readonly checkout: Checkout
  readonly environment: NodeJS.ProcessEnv
  readonly claim: RunClaim
  readonly shutdown: Shutdown
}

/** Makes a launcher whose programs are noted in the checkout's run record and stopped by `shutdown`. */
export const createLauncher = ({ checkout, environment, claim, shutdown }: Surroundings): Launcher => {
  const begin = ({ name, program = require.resolve("@medusajs/cli/cli.js"), args, cwd, env = {} }: Program) => {
    shutdown.signal.throwIfAborted()
    const logFile = join(checkout.logsFolder, `${name}.log`)
    const child = launch({ program, args, cwd, env: { ...environment, ...env }, logFile })
    claim.note(child.pid)
    const stop = shutdown.add(child.stop)
    return { ...child, stop, logFile }
  }
  return {
    start: begin,
    run: async (program) => {
      const child = begin(program)
      const ending = await child.ended
      await child.stop()
      if (ending === "exit code 0") return
      throw StartErrors.programFailed(program.name, ending, child.logFile, tailOf(child.logFile))
    },
  }
}
