import { lookup, type LookupAddress } from "node:dns"
import { setTimeout as delay } from "node:timers/promises"
import { AddressGuard } from "./addresses"

/** What outgoing requests need of the world around them; tests hand in their own. */
export type HttpSurroundings = {
  readonly guard: AddressGuard
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Evenly from 0 up to 1. */
  readonly random: () => number
  /** Rejects when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<unknown>
  /** All addresses of a host's name. */
  readonly resolve: (host: string, done: (error: Error | null, addresses: LookupAddress[]) => void) => void
}

/** The real clock, chance and name service. `allowed` are the hosts and networks that are reachable though private. */
export const httpSurroundings = (allowed: readonly string[]): HttpSurroundings => ({
  guard: new AddressGuard(allowed),
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
  resolve: (host, done) => {
    lookup(host, { all: true }, done)
  },
})
