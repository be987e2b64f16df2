import { setTimeout as pause } from "node:timers/promises"

const WAIT_MS = 120_000

/** Waits for what is looked at every few milliseconds, so that a test can act at once. */
export const until = async (isSo: () => Promise<boolean> | boolean, what: string): Promise<void> => {
  const deadline = Date.now() + WAIT_MS
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`It did not come to pass: ${what}`)
    await pause(10)
  }
}
