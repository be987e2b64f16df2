import { existsSync } from "node:fs"
import { join } from "node:path"
import { gatherValues } from "../../src/config/gather"
import { isLoopback } from "../../src/config/database-url"
import { parseEnvironment, SETTINGS } from "../../src/config/environment"
import { StartErrors } from "./errors"
import type { Secrets } from "./secrets"

/** The two ways to one database. */
export type DatabaseUrls = { readonly runtimeUrl: string; readonly ownerUrl: string }

/** What the person who starts Galleria has decided; all else is npm start's. */
export type StartSettings = {
  readonly host: string
  readonly port: number
  /** Where this machine reaches the store. */
  readonly url: string
  /** The database to use instead of the embedded one. */
  readonly database: DatabaseUrls | undefined
  readonly hasRedis: boolean
  readonly given: Readonly<Record<string, string>>
}

const DEFAULT_HOST = "127.0.0.1"
const DEFAULT_PORT = "9000"

/** Adds what a `.env` file of the checkout says; the environment of the command wins. */
export const loadDotEnv = (root: string): void => {
  const path = join(root, ".env")
  if (existsSync(path)) process.loadEnvFile(path)
}

const givenDatabase = (given: Readonly<Record<string, string>>): DatabaseUrls | undefined => {
  const { DATABASE_URL: runtimeUrl, DATABASE_DIRECT_URL: ownerUrl } = given
  if (runtimeUrl && ownerUrl) return { runtimeUrl, ownerUrl }
  if (runtimeUrl) throw StartErrors.databaseNeedsBoth("DATABASE_URL", "DATABASE_DIRECT_URL")
  if (ownerUrl) throw StartErrors.databaseNeedsBoth("DATABASE_DIRECT_URL", "DATABASE_URL")
  return undefined
}

/** Reads the settings under all their names and files; throws on those that contradict each other. */
export const readStartSettings = (env: NodeJS.ProcessEnv): StartSettings => {
  const { values: given } = gatherValues(env, SETTINGS)
  const host = given["HOST"] ?? DEFAULT_HOST
  const port = Number(given["PORT"] ?? DEFAULT_PORT)
  return {
    host,
    port,
    url: `http://${isLoopback(host) || host === "0.0.0.0" || host === "::" ? "localhost" : host}:${port}`,
    database: givenDatabase(given),
    hasRedis: given["REDIS_URL"] !== undefined,
    given,
  }
}

/**
 * The environment of everything that npm start launches: what the person has set, and for the rest what makes this
 * checkout a store of its own. Throws with every wrong setting, before anything is started.
 */
export const storeEnvironment = (
  env: NodeJS.ProcessEnv,
  { host, port, given }: StartSettings,
  secrets: Secrets,
  database: DatabaseUrls
): NodeJS.ProcessEnv => {
  const defaults: Readonly<Record<string, string>> = {
    DATABASE_URL: database.runtimeUrl,
    DATABASE_DIRECT_URL: database.ownerUrl,
    JWT_SECRET: secrets.jwtSecret,
    COOKIE_SECRET: secrets.cookieSecret,
    CREDENTIALS_KEY: `checkout:${secrets.credentialsKey}`,
    LOOPBACK_HTTP: String(isLoopback(host)),
  }
  const missing = Object.entries(defaults).filter(([name]) => given[name] === undefined)
  const environment = {
    ...env,
    ...Object.fromEntries(missing),
    // The built dashboard is served by any environment but development.
    NODE_ENV: "production",
    HOST: host,
    PORT: String(port),
  }
  parseEnvironment(environment, { name: "start", host })
  return environment
}
