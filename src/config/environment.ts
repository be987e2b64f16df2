import { z } from "@medusajs/framework/zod"
import { type Command, changesSchema } from "./command"
import { checkTogether } from "./cross-checks"
import { liftTlsParameters, isLoopback, type TlsMode } from "./database-url"
import { EnvironmentError, type Mistake } from "./environment-error"
import { gatherValues } from "./gather"
import { databaseSettings } from "./settings/database"
import { feedSettings } from "./settings/feeds"
import { imageSettings } from "./settings/images"
import { operatorSettings } from "./settings/operator"
import { serverSettings } from "./settings/server"
import { serviceSettings } from "./settings/services"
import type { Setting } from "./setting"

/** Every variable that this application reads, in the order in which it is documented. */
export const SETTINGS = {
  ...databaseSettings,
  ...serverSettings,
  ...serviceSettings,
  ...feedSettings,
  ...imageSettings,
  ...operatorSettings,
}

type Settings = typeof SETTINGS
type Schemas = { [Name in keyof Settings]: Settings[Name]["schema"] }

const schemas = Object.fromEntries(Object.entries(SETTINGS).map(([name, { schema }]) => [name, schema])) as Schemas
const schema = z.object(schemas)

/** The environment's values by their names, each of its own type. */
export type Values = z.infer<typeof schema>

/** One way to the database: an address without TLS parameters, and how its server is checked. */
export type DatabaseEndpoint = {
  url: string
  host: string
  port: number
  tls: { mode: TlsMode; ca: string | undefined }
}

/** What the rest of the application is given; nothing else reads the process's environment. */
export type Environment = Values & {
  production: boolean
  command: Command
  /** Whether this process migrates, and so works as the owner over the direct connection. */
  changesSchema: boolean
  /** The way that this process takes: the owner's for migrations, the runtime's for all else. */
  endpoint: DatabaseEndpoint
  jwtSecret: string
  cookieSecret: string
  /** A variable that a feed's credential names, read when it is used; undefined for one that no feed may name. */
  feedVariable: (name: string) => string | undefined
}

const DEVELOPMENT_SECRET = "a secret for development only"
const SETTING_BY_NAME: Readonly<Record<string, Setting>> = SETTINGS

const mistakeOf = (issue: z.core.$ZodIssue): Mistake => {
  const variable = String(issue.path[0])
  return { variable, expected: issue.message, example: SETTING_BY_NAME[variable]?.example ?? "" }
}

const endpointOf = (values: Values, address: string): DatabaseEndpoint => {
  const { url, host, port, mode } = liftTlsParameters(address)
  const fallback = isLoopback(host) ? "disable" : "verify-full"
  const ca = values.DATABASE_SSL_CA?.replaceAll("\\n", "\n")
  return { url, host, port, tls: { mode: values.DATABASE_SSL_MODE ?? mode ?? fallback, ca } }
}

/**
 * Turns the environment into values, or throws one error that names every wrong variable, what was expected and an
 * example. The command matters: migrations take the direct way, and plain http is for a server on loopback.
 */
export const parseEnvironment = (source: NodeJS.ProcessEnv, command: Command): Environment => {
  const { values, mistakes } = gatherValues(source, SETTINGS)
  const parsed = schema.safeParse(values)
  const known = new Set(mistakes.map(({ variable }) => variable))
  const all = [
    ...mistakes,
    ...(parsed.error?.issues ?? []).map(mistakeOf).filter(({ variable }) => !known.has(variable)),
    ...(parsed.success ? checkTogether(parsed.data, command) : []),
  ]
  if (!parsed.success || all.length > 0) throw new EnvironmentError(all)
  const { DATABASE_URL, DATABASE_DIRECT_URL = DATABASE_URL, NODE_ENV } = parsed.data
  return {
    ...parsed.data,
    production: NODE_ENV === "production" || NODE_ENV === "staging",
    command,
    changesSchema: changesSchema(command),
    endpoint: endpointOf(parsed.data, changesSchema(command) ? DATABASE_DIRECT_URL : DATABASE_URL),
    jwtSecret: parsed.data.JWT_SECRET ?? DEVELOPMENT_SECRET,
    cookieSecret: parsed.data.COOKIE_SECRET ?? DEVELOPMENT_SECRET,
    feedVariable: (name) => (name.startsWith(parsed.data.FEED_CREDENTIALS_PREFIX) ? source[name] : undefined),
  }
}
