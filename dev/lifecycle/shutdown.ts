/** What has been started, to be stopped in the opposite order, once. */
export type Shutdown = {
  /** Aborted as soon as stopping has begun. */
  readonly signal: AbortSignal
  /** Has `stop` run when everything stops; answers a function that runs it now and forgets it. Throws when stopping. */
  add(stop: () => Promise<void>): () => Promise<void>
  /** Stops everything; a second call waits for the first. A failure to stop one thing doesn't keep the others. */
  run(): Promise<void>
}

/** Collects what must be stopped when npm start ends, for whatever reason. */
export const createShutdown = (report: (problem: unknown) => void): Shutdown => {
  const controller = new AbortController()
  const stops: (() => Promise<void>)[] = []
  let running: Promise<void> | undefined

  const stopAll = async (): Promise<void> => {
    controller.abort()
    for (let stop = stops.pop(); stop; stop = stops.pop()) {
      await stop().catch(report)
    }
  }
  return {
    signal: controller.signal,
    add: (stop) => {
      controller.signal.throwIfAborted()
      stops.push(stop)
      return async () => {
        const index = stops.indexOf(stop)
        if (index >= 0) stops.splice(index, 1)
        await stop()
      }
    },
    run: () => (running ??= stopAll()),
  }
}
