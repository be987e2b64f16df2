import type { AddressInfo, Server } from "node:net"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { ContainerRegistrationKeys } from "@medusajs/framework/utils"
import { Redis } from "ioredis"
import { startHealthServer } from "./health-server"
import { probeAll, type Probe } from "./probe"
import type { Health, OperationsOptions } from "./types"

const { LOGGER, PG_CONNECTION } = ContainerRegistrationKeys

type Dependencies = { [LOGGER]: Logger; [PG_CONNECTION]: Knex }

/** Tells how the process does. */
export class OperationsModuleService {
  readonly __hooks = {
    onApplicationStart: () => this.answerHealth(),
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

  /** A round trip to everything the store needs, each within two seconds. */
  health(): Promise<Health> {
    const probes: Record<string, Probe> = { database: () => this.pool.raw("select 1") }
    const { redis } = this.options
    if (redis) probes["redis"] = () => this.redisClient(redis).ping()
    return probeAll(probes, (message) => this.logger.error(message))
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

  private close(): Promise<void> {
    this.server?.close()
    this.redis?.disconnect()
    return Promise.resolve()
  }
}
