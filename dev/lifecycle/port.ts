import { createServer } from "node:net"
import { setTimeout as pause } from "node:timers/promises"
import { StartErrors } from "./errors"

const RELEASE_PATIENCE_MS = 3_000
const POLL_MS = 100

type Listened = { readonly port: number } | { readonly problem: string }

const tryToListen = (port: number, host: string): Promise<Listened> =>
  new Promise((resolve) => {
    const probe = createServer()
    probe.once("error", (error: NodeJS.ErrnoException) => resolve({ problem: error.code ?? error.message }))
    probe.listen(port, host, () => {
      const address = probe.address()
      probe.close(() => resolve({ port: typeof address === "object" && address ? address.port : port }))
    })
  })

/** A free port: the preferred one if it is, else any. */
export const findFreePort = async (host: string, preferred: number): Promise<number> => {
  for (const port of [preferred, 0]) {
    const listened = await tryToListen(port, host)
    if ("port" in listened) return listened.port
  }
  throw StartErrors.noFreePort(host)
}

/** Throws unless the port is free, or becomes free in the 3 s that a server of a killed run may still take to end. */
export const requireFreePort = async (port: number, host: string, setting: string): Promise<void> => {
  const deadline = Date.now() + RELEASE_PATIENCE_MS
  for (;;) {
    const listened = await tryToListen(port, host)
    if ("port" in listened) return
    if (listened.problem !== "EADDRINUSE") throw StartErrors.portRefused(port, host, listened.problem, setting)
    if (Date.now() > deadline) throw StartErrors.portTaken(port, setting)
    await pause(POLL_MS)
  }
}
