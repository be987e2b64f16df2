import { defineConfig } from "@medusajs/framework/utils"
import { sessionConnection, storeModules } from "./src/config/modules"
import { readEnvironment } from "./src/config/process"
import { sessionCookie } from "./src/config/session-cookie"
import { databaseChecks } from "./src/postgres/database-checks"
import { driverTls } from "./src/postgres/tls"
import { installLockWaits } from "./src/seams/lock-waits"
import { installPgConnection } from "./src/seams/pg-connection"
import { installScheduleRenewal } from "./src/seams/scheduled-jobs"
import { installStoreCors } from "./src/seams/store-cors"
import { installStoreChannelFilters } from "./src/seams/store-channel-filters"

const environment = readEnvironment()

installPgConnection(environment, databaseChecks(environment))
installStoreCors()
installLockWaits()
installStoreChannelFilters()
if (environment.REDIS_URL) installScheduleRenewal()

module.exports = defineConfig({
  projectConfig: {
    databaseUrl: environment.endpoint.url,
    databaseDriverOptions: {
      connection: { ssl: driverTls(environment.endpoint.tls) },
      pool: { min: environment.DATABASE_POOL_MIN, max: environment.DATABASE_POOL_MAX },
    },
    ...sessionConnection(environment),
    workerMode: environment.MEDUSA_WORKER_MODE,
    ...sessionCookie(environment),
    http: {
      storeCors: environment.STORE_CORS,
      adminCors: environment.ADMIN_CORS,
      authCors: environment.AUTH_CORS ?? [environment.ADMIN_CORS, environment.STORE_CORS].filter(Boolean).join(","),
      jwtSecret: environment.jwtSecret,
      cookieSecret: environment.cookieSecret,
    },
  },
  admin: { disable: environment.ADMIN_DISABLED },
  featureFlags: { caching: environment.REDIS_URL !== undefined },
  modules: storeModules(environment),
})
