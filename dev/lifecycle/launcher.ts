import { join } from "node:path"
import type { Checkout } from "./checkout"
import { type Child, launch, tailOf } from "./child-process"
import { StartErrors } from "./errors"
import type { RunClaim } from "./run-record"
import type { Shutdown } from "./shutdown"

/** A command of the Medusa CLI. `name` names its log. */
export type MedusaCommand = {
  readonly name: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env?: NodeJS.ProcessEnv
}

/** Launches Medusa's commands with the store's environment; all of them end with npm start. */
export type Launcher = {
  /** Starts a command that goes on until it is stopped. */
  start(command: MedusaCommand): Child & { readonly logFile: string }
  /** Runs a command to its end; throws with the end of its output unless it succeeded. */
  run(command: MedusaCommand): Promise<void>
}

type Surroundings = {
  readonly checkout: Checkout
  readonly environment: NodeJS.ProcessEnv
  readonly claim: RunClaim
  readonly shutdown: Shutdown
}

/** Makes a launcher whose programs are noted in the checkout's run record and stopped by `shutdown`. */
export const createLauncher = ({ checkout, environment, claim, shutdown }: Surroundings): Launcher => {
  const begin = ({ name, args, cwd, env = {} }: MedusaCommand) => {
    shutdown.signal.throwIfAborted()
    const logFile = join(checkout.logsFolder, `${name}.log`)
    const program = require.resolve("@medusajs/cli/cli.js")
    const child = launch({ program, args, cwd, env: { ...environment, ...env }, logFile })
    claim.note(child.pid)
    const stop = shutdown.add(child.stop)
    return { ...child, stop, logFile }
  }
  return {
    start: begin,
    run: async (command) => {
      const child = begin(command)
      const ending = await child.ended
      await child.stop()
      if (ending === "exit code 0") return
      throw StartErrors.commandFailed(`medusa ${command.args.join(" ")}`, ending, child.logFile, tailOf(child.logFile))
    },
  }
}
