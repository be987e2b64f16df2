import { isRunning, npmAncestors } from "./process-identity"

const NPM_CHECK_MS = 500
const IMPATIENCE_MS = 10_000
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const

type EndSignal = keyof typeof EXIT_CODES

/** What to do when npm start is to end: `stop` is called once. */
export type Ending = { readonly stop: () => Promise<void>; readonly say: (line: string) => void }

/**
 * Stops everything on Ctrl-C, on a request to end, when the terminal closes, and when the npm that runs this process is
 * killed. Npm hands Ctrl-C on to a process that the terminal has already told, so only a signal after ten seconds more
 * counts as impatience: it ends this process at once, and the lifelines end the rest.
 */
export const stopOnSignals = ({ stop, say }: Ending): void => {
  // A closed terminal refuses output, which must not keep anything from being stopped.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined)
  let firstAtMs: number | undefined
  const end = (why: string, exitCode: number): void => {
    if (firstAtMs !== undefined) {
      if (Date.now() - firstAtMs > IMPATIENCE_MS) process.exit(exitCode)
      return
    }
    firstAtMs = Date.now()
    say(`\n${why}: stopping everything that was started …`)
    void stop().then(() => {
      say("Stopped.")
      process.exit(exitCode)
    })
  }
  for (const signal of Object.keys(EXIT_CODES) as EndSignal[]) process.on(signal, () => end(signal, EXIT_CODES[signal]))
  if (process.env["npm_lifecycle_event"] !== "start") return
  const npm = npmAncestors()
  const watch = setInterval(() => {
    if (npm.every(isRunning)) return
    clearInterval(watch)
    end("npm has ended", EXIT_CODES.SIGHUP)
  }, NPM_CHECK_MS).unref()
}
