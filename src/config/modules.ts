import type { Environment } from "./environment"

type ModuleEntry = { key?: string; resolve: string; options?: Record<string, unknown> }

const operationsModule = (environment: Environment): ModuleEntry => ({
  resolve: "./src/modules/operations",
  options: {
    redis: redisConnection(environment),
    operatorEmail: environment.OPERATOR_EMAIL,
    shutdownTimeoutMs: environment.SHUTDOWN_TIMEOUT_S * 1000,
    ...(environment.MEDUSA_WORKER_MODE === "worker"
      ? { workerHealth: { host: environment.HOST, port: environment.WORKER_HEALTH_PORT } }
      : {}),
  },
})

const ownModules = (environment: Environment): ModuleEntry[] => [
  { resolve: "./src/modules/tenancy" },
  operationsModule(environment),
  {
    resolve: "./src/modules/catalog",
    options: {
      allowedPrivateAddresses: environment.FEEDS_ALLOW_PRIVATE_ADDRESSES,
      credentialKeys: environment.CREDENTIALS_KEY,
      credentialFolder: environment.FEED_CREDENTIALS_FOLDER,
      credentialVariable: environment.feedVariable,
      runsAtOnce: environment.FEED_RUNS_AT_ONCE,
      runsPerClient: environment.FEED_RUNS_PER_CLIENT,
      retryBaseMs: environment.FEED_RETRY_BASE_MS,
      images: {
        concurrency: environment.IMAGES_CONCURRENCY,
        perHost: environment.IMAGES_PER_HOST,
        largestBytes: environment.IMAGES_LARGEST_MB * 1_000_000,
        refreshDays: environment.IMAGES_REFRESH_DAYS,
      },
    },
  },
]

/** How every Redis client of Medusa is made: the address, and the authority for `rediss://`. */
export const redisConnection = ({ REDIS_URL, REDIS_CA }: Environment) =>
  REDIS_URL === undefined
    ? undefined
    : {
        redisUrl: REDIS_URL,
        redisOptions: REDIS_CA === undefined ? {} : { tls: { ca: REDIS_CA.replaceAll("\\n", "\n") } },
      }

/** A request with a session's cookie fails after so long when Redis is away; by default it would hang for a minute. */
const SESSION_TIMEOUT_MS = 2_000

/** How sessions reach Redis. */
export const sessionConnection = (environment: Environment) => {
  const redis = redisConnection(environment)
  return redis && { ...redis, redisOptions: { ...redis.redisOptions, commandTimeout: SESSION_TIMEOUT_MS } }
}

/** Who waits for a lock asks again within 0.1 s; by default up to a second passes, in which a busy lock lies idle. */
const LOCK_POLLING = { maximumRetryInterval: 100 }

const redisModules = (environment: Environment): ModuleEntry[] => {
  const redis = redisConnection(environment)
  if (!redis) return []
  const provider = (name: string, options?: object) => ({
    id: name,
    resolve: `@medusajs/medusa/${name}`,
    is_default: true,
    options: { ...redis, ...options },
  })
  return [
    { resolve: "@medusajs/medusa/event-bus-redis", options: redis },
    { resolve: "@medusajs/medusa/workflow-engine-redis", options: { redis } },
    { resolve: "@medusajs/medusa/locking", options: { providers: [provider("locking-redis", LOCK_POLLING)] } },
    { resolve: "@medusajs/medusa/caching", options: { providers: [provider("caching-redis")] } },
  ]
}

const s3Provider = (environment: Environment) => ({
  id: "s3",
  resolve: "@medusajs/medusa/file-s3",
  options: {
    bucket: environment.S3_BUCKET,
    region: environment.S3_REGION,
    file_url: environment.S3_FILE_URL,
    access_key_id: environment.S3_ACCESS_KEY_ID,
    secret_access_key: environment.S3_SECRET_ACCESS_KEY,
    prefix: environment.S3_PREFIX,
    endpoint: environment.S3_ENDPOINT,
    // Others' S3 has no host name for each bucket, and few know Amazon's newer checksums.
    additional_client_config: environment.S3_ENDPOINT
      ? { forcePathStyle: true, requestChecksumCalculation: "WHEN_REQUIRED" }
      : {},
  },
})

/** Medusa's own default would name port 9000 in every file's address, wherever the server listens. */
const localProvider = ({ FILES_URL, PORT }: Environment) => ({
  id: "local",
  resolve: "@medusajs/medusa/file-local",
  options: { backend_url: FILES_URL ?? `http://localhost:${PORT}/static` },
})

const fileModule = (environment: Environment): ModuleEntry => ({
  resolve: "@medusajs/medusa/file",
  options: {
    providers: [environment.S3_BUCKET === undefined ? localProvider(environment) : s3Provider(environment)],
  },
})

/** The dashboard's feed is what Medusa has without this entry; a channel has one provider. */
const notificationModules = ({ EMAIL_PROVIDER, EMAIL_PROVIDER_OPTIONS }: Environment): ModuleEntry[] => {
  if (EMAIL_PROVIDER === undefined) return []
  const provider = (id: string, resolve: string, channel: string, options = {}) => ({
    id,
    resolve,
    options: { ...options, channels: [channel] },
  })
  const feed = provider("local", "@medusajs/medusa/notification-local", "feed")
  const email = provider("email", EMAIL_PROVIDER, "email", EMAIL_PROVIDER_OPTIONS)
  return [{ resolve: "@medusajs/medusa/notification", options: { providers: [feed, email] } }]
}

/** Our modules, and Medusa's that work with other processes in place of its in-process defaults. */
export const storeModules = (environment: Environment): ModuleEntry[] => [
  ...ownModules(environment),
  ...redisModules(environment),
  fileModule(environment),
  ...notificationModules(environment),
]
