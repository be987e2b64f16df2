import type { AddressInfo, Server } from "node:net"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { Redis } from "ioredis"
import { OperationsErrors } from "./errors"
import { startHealthServer } from "./health-server"
import { probeAll, type Probe } from "./probe"
import type { Health, OperationsOptions } from "./types"

const { LOGGER, PG_CONNECTION } = ContainerRegistrationKeys

type Dependencies = { [LOGGER]: Logger; [PG_CONNECTION]: Knex }

/** Tells how the process does. */
export class OperationsModuleService {
  readonly __hooks = {
    onApplicationStart: () => this.answerHealth(),
    onApplicationPrepareShutdown: () => this.limitShutdown(),
    onApplicationShutdown: () => this.close(),
  }
  private readonly logger: Logger
  private readonly pool: Knex
  private server: Server | undefined
  private redis: Redis | undefined

  constructor(
    { [LOGGER]: logger, [PG_CONNECTION]: pool }: Dependencies,
    private readonly options: OperationsOptions = {}
  ) {
    this.logger = logger
    this.pool = pool
  }

  /** Who is told by e-mail of what needs a person, or null when nobody is. */
  get operatorEmail(): string | null {
    return this.options.operatorEmail ?? null
  }

  /** A round trip to everything the store needs, each within two seconds. */
  health(): Promise<Health> {
    const probes: Record<string, Probe> = { database: () => this.pool.raw("select 1") }
    return this.probe({ ...probes, ...this.redisProbe() })
  }

  /** Throws `redis_unavailable` unless Redis answers within two seconds, or none is set. */
  async requireRedis(): Promise<void> {
    const { status } = await this.probe(this.redisProbe())
    if (status === "failed") throw OperationsErrors.redisUnavailable()
  }

  private probe(probes: Record<string, Probe>): Promise<Health> {
    return probeAll(probes, (message) => this.logger.error(message))
  }

  private redisProbe(): Record<string, Probe> {
    const { redis } = this.options
    return redis ? { redis: () => this.redisClient(redis).ping() } : {}
  }

  /** One connection, made at the first probe: Medusa keeps its own ones to itself. */
  private redisClient({ redisUrl, redisOptions }: NonNullable<OperationsOptions["redis"]>): Redis {
    if (this.redis) return this.redis
    this.redis = new Redis(redisUrl, { ...redisOptions, connectionName: "galleria-health", maxRetriesPerRequest: 1 })
    // Without a listener ioredis prints each failed attempt; the probe reports it.
    this.redis.on("error", () => undefined)
    return this.redis
  }

  private async answerHealth(): Promise<void> {
    const { workerHealth } = this.options
    if (!workerHealth) return
    try {
      this.server = await startHealthServer(workerHealth, () => this.health())
      const { port } = this.server.address() as AddressInfo
      this.logger.info(`The worker answers /health on port ${port}`)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.logger.error(`The worker can't answer /health (${reason}): set WORKER_HEALTH_PORT to a free port`)
    }
  }

  /**
   * Ends a process that can't end by itself. Closing has no limit in Medusa: the queues of BullMQ wait for a Redis that
   * is away, and workers for jobs that may take an hour. What was under way is resumed from its tables.
   */
  private limitShutdown(): Promise<void> {
    const { shutdownTimeoutMs } = this.options
    if (shutdownTimeoutMs !== undefined) setTimeout(() => this.end(shutdownTimeoutMs), shutdownTimeoutMs).unref()
    return Promise.resolve()
  }

  private end(afterMs: number): void {
    this.logger.warn(
      `The process was asked to end and did not within ${afterMs / 1000} s (SHUTDOWN_TIMEOUT_S), so it just ends. It waited for Redis, Postgres or a job.`
    )
    process.exit(1)
  }

  private close(): Promise<void> {
    this.server?.close()
    this.redis?.disconnect()
    return Promise.resolve()
  }
}
