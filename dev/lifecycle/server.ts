import { setTimeout as pause } from "node:timers/promises"
import type { Checkout } from "./checkout"
import { type Child, tailOf } from "./child-process"
import { StartErrors } from "./errors"
import type { Launcher } from "./launcher"
import type { StartSettings } from "./settings"

const PATIENCE_SECONDS = 120
const PROBE_INTERVAL_MS = 150
const PROBE_TIMEOUT_MS = 5_000

const isHealthy = async (url: string): Promise<boolean> => {
  try {
    const { ok } = await fetch(`${url}/health`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) })
    return ok
  } catch {
    return false
  }
}

/** A running store. */
export type Server = Pick<Child, "ended"> & { readonly logFile: string }

/** Starts the built store and waits until its health check, which asks the database, answers. */
export const startServer = async (
  checkout: Checkout,
  { host, port, url }: StartSettings,
  launcher: Launcher
): Promise<Server> => {
  const server = launcher.start({
    name: "server",
    args: ["start", "--host", host, "--port", String(port)],
    cwd: checkout.serverFolder,
  })
  let ending: string | undefined
  void server.ended.then((how) => (ending = how))
  const deadline = Date.now() + PATIENCE_SECONDS * 1000
  while (!(await isHealthy(url))) {
    if (ending !== undefined) throw StartErrors.serverEnded(ending, server.logFile, tailOf(server.logFile))
    if (Date.now() > deadline) {
      throw StartErrors.serverSilent(url, PATIENCE_SECONDS, server.logFile, tailOf(server.logFile))
    }
    await pause(PROBE_INTERVAL_MS)
  }
  return server
}
