import type { RedisOptions } from "ioredis"

/** What a probe found; why it failed is in the log, since anybody may read the answer. */
export type ProbeResult = "ok" | "failed"

/** Whether a process can work, and what it can't work without. */
export type Health = { status: ProbeResult } & Record<string, ProbeResult>

/** What the module is configured with. */
export type OperationsOptions = {
  redis?: { redisUrl: string; redisOptions: RedisOptions } | undefined
  /** Who is told by e-mail of what needs a person. */
  operatorEmail?: string | undefined
  /** How long the process may take to end before it is made to. */
  shutdownTimeoutMs?: number | undefined
  /** Where a worker, which serves no API, answers `/health`; absent in a process that serves one. */
  workerHealth?: { host: string | undefined; port: number } | undefined
}
