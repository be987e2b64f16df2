import { setTimeout as delay } from "node:timers/promises"

/** What a stand-in reads the time from; a test shares one with the source, so that neither waits for real. */
export type Clock = {
  /** Milliseconds since 1970. */
  now(): number
  sleep(ms: number): Promise<unknown>
}

export const realClock: Clock = { now: () => Date.now(), sleep: (ms) => delay(ms) }
