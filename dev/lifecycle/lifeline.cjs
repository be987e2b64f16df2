/**
 * Preloaded (node -r) into every process that npm start launches. File descriptor 3 is a pipe that npm start holds
 * open: when it closes, npm start is gone, even by SIGKILL, and this process ends with everything it has launched.
 * A process that this one forks inherits the preload but not the pipe, hence the look at the parent.
 */
const { Socket } = require("node:net")

const GRACE_MS = 10_000

/** @param {NodeJS.Signals} signal */
const endGroup = (signal) => {
  try {
    process.kill(-process.pid, signal)
  } catch {
    process.exit(1)
  }
}

if (process.env["GALLERIA_LIFELINE"] === String(process.ppid)) {
  const lifeline = new Socket({ fd: 3, readable: true, writable: false })
  lifeline.on("error", () => {})
  lifeline.on("close", () => {
    setTimeout(() => endGroup("SIGKILL"), GRACE_MS).unref()
    endGroup("SIGTERM")
  })
  lifeline.resume()
  lifeline.unref()
}
