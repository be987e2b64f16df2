import { setTimeout as delay } from "node:timers/promises"
import { MedusaError } from "@medusajs/framework/utils"
import type { Health, ProbeResult } from "./types"

/** How long one probe may take before it counts as failed. */
const PROBE_TIMEOUT_MS = 2_000

/** A round trip to something that the store can't work without. */
export type Probe = () => PromiseLike<unknown>

const bounded = async (probe: Probe): Promise<void> => {
  const deadline = new AbortController()
  const late = delay(PROBE_TIMEOUT_MS, undefined, { signal: deadline.signal, ref: false }).then(() => {
    throw new MedusaError(MedusaError.Types.UNEXPECTED_STATE, `no answer within ${PROBE_TIMEOUT_MS} ms`)
  })
  try {
    await Promise.race([probe(), late])
  } finally {
    deadline.abort()
    late.catch(() => undefined)
  }
}

/** Tries everything at the same time and answers which of it works; `report` hears why something doesn't. */
export const probeAll = async (
  probes: Readonly<Record<string, Probe>>,
  report: (message: string) => void
): Promise<Health> => {
  const results = Object.entries(probes).map(async ([name, probe]): Promise<[string, ProbeResult]> => {
    try {
      await bounded(probe)
      return [name, "ok"]
    } catch (error) {
      report(`Health: ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
      return [name, "failed"]
    }
  })
  const found = await Promise.all(results)
  return { status: found.every(([, result]) => result === "ok") ? "ok" : "failed", ...Object.fromEntries(found) }
}
