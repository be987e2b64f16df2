import { setTimeout as pause } from "node:timers/promises"

const POLL_MS = 25
const PATIENCE_MS = 30 * 60_000

/** Asks until the answer is true; throws after half an hour. */
export const until = async (what: string, isReached: () => Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + PATIENCE_MS
  while (!(await isReached())) {
    if (performance.now() > deadline) throw new Error(`${what} took longer than ${PATIENCE_MS / 60_000} minutes`)
    await pause(POLL_MS)
  }
}
