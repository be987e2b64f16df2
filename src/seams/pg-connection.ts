import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { container } from "@medusajs/framework"
import { asValue } from "@medusajs/framework/awilix"
import { configManager } from "@medusajs/framework/config"
import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { ContainerRegistrationKeys, MedusaError } from "@medusajs/framework/utils"
import type { Environment } from "../config/environment"
import type { DatabaseCheck } from "../postgres/database-checks"
import { createKnex } from "../postgres/knex"
import { preflight } from "../postgres/preflight"

type LoaderModule = { pgConnectionLoader?: () => Promise<Knex> }

/** The file that opens Medusa's one pool, and the module through which everybody calls it. */
export type LoaderModules = { own: LoaderModule; seen: LoaderModule }

const { PG_CONNECTION, LOGGER } = ContainerRegistrationKeys
const LOADER_FILE = "pg-connection-loader.js"

/**
 * `@medusajs/framework/database` hands the loader on by a live binding, so replacing it in its own file replaces it for
 * `start`, `exec` and every `db:` command.
 */
export const loaderModules = (): LoaderModules => {
  const load = createRequire(__filename)
  const folder = dirname(load.resolve("@medusajs/framework/database"))
  return {
    own: load(join(folder, LOADER_FILE)) as LoaderModule,
    seen: load("@medusajs/framework/database") as LoaderModule,
  }
}

const requireUnmoved = ({ own, seen }: LoaderModules): LoaderModule => {
  if (typeof own.pgConnectionLoader === "function" && own.pgConnectionLoader === seen.pgConnectionLoader) return own
  throw new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Medusa no longer opens its pool in ${LOADER_FILE}: adapt src/seams/pg-connection.ts`,
    "seam_moved"
  )
}

const openPool = (environment: Environment, warn: (message: string) => void): Knex =>
  createKnex({
    endpoint: {
      ...environment.endpoint,
      url: configManager.config.projectConfig.databaseUrl ?? environment.endpoint.url,
    },
    applicationName: `galleria-${environment.changesSchema ? "migration" : environment.MEDUSA_WORKER_MODE}`,
    min: environment.DATABASE_POOL_MIN,
    max: environment.DATABASE_POOL_MAX,
    acquireTimeoutMs: environment.DATABASE_ACQUIRE_TIMEOUT_MS,
    silenceMs: environment.changesSchema ? undefined : environment.DATABASE_SILENCE_TIMEOUT_MS,
    warn: (message) => warn(`Postgres: ${message}`),
  })

/**
 * Hands Medusa our own pool. The stock loader forwards few of knex's options and drops the acquire timeout, so that an
 * outage hangs each request for a minute. The loader is asynchronous and runs before any module does: the first
 * connection is tried, and `check` is made, here.
 */
export const installPgConnection = (
  environment: Environment,
  check: DatabaseCheck,
  modules: LoaderModules = loaderModules()
): void => {
  const loader = requireUnmoved(modules)
  loader.pgConnectionLoader = async () => {
    if (container.hasRegistration(PG_CONNECTION)) return container.resolve(PG_CONNECTION)
    const logger = container.resolve(LOGGER)
    const warn = (message: string): void => logger.warn(message)
    if (environment.endpoint.tls.mode === "no-verify") {
      warn("DATABASE_SSL_MODE=no-verify: the connection to Postgres is encrypted, but to whoever answers")
    }
    const pool = openPool(environment, warn)
    try {
      await preflight(environment.endpoint, () => pool.raw("select 1"), warn)
      await check(pool, warn)
    } catch (error) {
      await pool.destroy()
      throw error
    }
    container.register(PG_CONNECTION, asValue(pool))
    return pool
  }
}
