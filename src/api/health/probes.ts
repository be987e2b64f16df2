import { setTimeout as delay } from "node:timers/promises"
import type { ConfigModule, MedusaContainer } from "@medusajs/framework/types"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import { Redis } from "ioredis"

/** How long one probe may take before it counts as failed. */
const PROBE_TIMEOUT_MS = 2_000

/** What a probe found; why it failed is in the log, since anybody may read the answer. */
export type ProbeResult = "ok" | "failed"

type Probe = () => PromiseLike<unknown>

/** One connection a process, made at the first probe: Medusa keeps its own ones to itself. */
const redisClients = new Map<string, Redis>()

const redisClient = (url: string, options: ConfigModule["projectConfig"]["redisOptions"]): Redis => {
  const known = redisClients.get(url)
  if (known) return known
  const client = new Redis(url, { ...options, connectionName: "galleria-health", maxRetriesPerRequest: 1 })
  // Without a listener ioredis prints each failed attempt; the probe reports it.
  client.on("error", () => undefined)
  redisClients.set(url, client)
  return client
}

const probesOf = (container: MedusaContainer): Record<string, Probe> => {
  const { redisUrl, redisOptions } = container.resolve(ContainerRegistrationKeys.CONFIG_MODULE).projectConfig
  const pool = container.resolve(ContainerRegistrationKeys.PG_CONNECTION)
  return {
    database: () => pool.raw("select 1"),
    ...(redisUrl ? { redis: () => redisClient(redisUrl, redisOptions).ping() } : {}),
  }
}

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

/** Tries everything the store can't work without, at the same time, and answers which of it works. */
export const probeHealth = async (container: MedusaContainer): Promise<Record<string, ProbeResult>> => {
  const logger = container.resolve(ContainerRegistrationKeys.LOGGER)
  const results = Object.entries(probesOf(container)).map(async ([name, probe]): Promise<[string, ProbeResult]> => {
    try {
      await bounded(probe)
      return [name, "ok"]
    } catch (error) {
      logger.error(`Health: ${name} failed: ${error instanceof Error ? error.message : String(error)}`)
      return [name, "failed"]
    }
  })
  return Object.fromEntries(await Promise.all(results))
}
