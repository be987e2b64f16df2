import { setTimeout as pause } from "node:timers/promises"

/** Looks until what it sees is so, and answers that; throws when it has not come true after so long. */
export const eventually = async <Value>(
  look: () => Promise<Value> | Value,
  isSo: (value: Value) => boolean,
  timeoutMs = 30_000
): Promise<Value> => {
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const value = await look()
    if (isSo(value)) return value
    if (Date.now() > deadline) throw new Error(`Never came true: ${JSON.stringify(value)}`)
    await pause(50)
  }
}
