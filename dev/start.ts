import { relative } from "node:path"
import { parseEnvironment } from "../src/config/environment"
import { ensureDemo } from "./demo/ensure-demo"
import { ensureBuild } from "./lifecycle/build"
import { createFolders, describeCheckout, type Checkout } from "./lifecycle/checkout"
import { tailOf } from "./lifecycle/child-process"
import { prepareDatabaseFolder, startOwnDatabase } from "./lifecycle/database"
import { identifyDatabase } from "./lifecycle/database-identity"
import { explain, StartErrors } from "./lifecycle/errors"
import { stopOnSignals } from "./lifecycle/interruption"
import { createLauncher } from "./lifecycle/launcher"
import { ensureMigrated } from "./lifecycle/migration"
import { createNarrator, type Narrator } from "./lifecycle/narrator"
import { requireFreePort } from "./lifecycle/port"
import { openProgressRecord } from "./lifecycle/progress-record"
import { claimRun, type RunClaim } from "./lifecycle/run-record"
import { loadSecrets, type Secrets } from "./lifecycle/secrets"
import { startServer, type Server } from "./lifecycle/server"
import { loadDotEnv, readStartSettings, storeEnvironment, type StartSettings } from "./lifecycle/settings"
import { createShutdown, type Shutdown } from "./lifecycle/shutdown"
import { stampSources } from "./lifecycle/source-stamp"
import { withoutTelemetry } from "./lifecycle/telemetry"
import { describeStore } from "./summary"

const UNKNOWN_DATABASE = { runtimeUrl: "postgres://127.0.0.1/galleria", ownerUrl: "postgres://127.0.0.1/galleria" }
const ADMIN_EMAIL = "admin@galleria.localhost"

/** What every later step works with. */
type Start = {
  readonly checkout: Checkout
  readonly settings: StartSettings
  readonly secrets: Secrets
  readonly claim: RunClaim
  readonly narrator: Narrator
  readonly shutdown: Shutdown
}

const openDatabase = async ({ checkout, settings, secrets, narrator, shutdown }: Start) => {
  if (settings.database) return { ...settings.database, place: "the one that DATABASE_URL names" }
  const apart = checkout.isDatabaseApart ? " (outside the checkout, because PostgreSQL doesn't run as root)" : ""
  const database = await narrator.during(`Starting PostgreSQL in ${checkout.databaseFolder}${apart}`, () =>
    startOwnDatabase(checkout, secrets, shutdown)
  )
  return { ...database, place: `PostgreSQL on 127.0.0.1:${database.port}, in ${checkout.databaseFolder}` }
}

/** Both addresses are tried before the long steps begin; the two have to lead to one database. */
const identifyBothWays = async (environment: NodeJS.ProcessEnv, { say }: Narrator): Promise<string> => {
  const endpointOf = (name: string) => parseEnvironment(environment, { name, host: undefined }).endpoint
  const databaseId = await identifyDatabase(endpointOf("db:migrate"), "DATABASE_DIRECT_URL", say)
  const runtimeId = await identifyDatabase(endpointOf("start"), "DATABASE_URL", say)
  if (runtimeId !== databaseId) throw StartErrors.differentDatabases()
  return databaseId
}

const bringUp = async (start: Start): Promise<Server> => {
  const { checkout, settings, secrets, narrator } = start
  const database = await openDatabase(start)
  const environment = {
    ...storeEnvironment(process.env, settings, secrets, database),
    ...withoutTelemetry(checkout.dataFolder),
  }
  const launcher = createLauncher({ ...start, environment })
  const progress = openProgressRecord(checkout.dataFolder)
  const tools = { launcher, narrator, progress }
  const stamp = stampSources(checkout.root)
  const databaseId = await identifyBothWays(environment, narrator)
  await ensureBuild(checkout, stamp, tools)
  await ensureMigrated(checkout, { databaseId, stamp }, tools)
  const server = await narrator.during("Starting the store", () => startServer(checkout, settings, launcher))
  const login = { email: ADMIN_EMAIL, password: secrets.adminPassword }
  const ownLogin = await ensureDemo({ checkout, url: settings.url, login, databaseId }, tools)
  const logFile = relative(process.cwd(), server.logFile)
  narrator.say(await describeStore({ url: settings.url, login: ownLogin, databasePlace: database.place, logFile }))
  return server
}

const claimCheckout = async (root: string, narrator: Narrator, shutdown: Shutdown): Promise<Start> => {
  loadDotEnv(root)
  const checkout = describeCheckout(root)
  const settings = readStartSettings(process.env)
  createFolders(checkout)
  const claim = await claimRun(checkout.dataFolder, settings.url, narrator.say)
  shutdown.add(async () => claim.release())
  shutdown.signal.addEventListener("abort", claim.noteEnding)
  if (!settings.database) await prepareDatabaseFolder(checkout)
  const secrets = loadSecrets(checkout.dataFolder)
  // Wrong settings are reported before anything is started; only the embedded database's address is not known yet.
  storeEnvironment(process.env, settings, secrets, settings.database ?? UNKNOWN_DATABASE)
  await requireFreePort(settings.port, settings.host, "PORT")
  return { checkout, settings, secrets, claim, narrator, shutdown }
}

/** Does everything between a clone and a running store, and stays until the store ends or is stopped. */
export const start = async (root: string): Promise<void> => {
  const narrator = createNarrator()
  const shutdown = createShutdown((problem) => console.error(explain(problem)))
  stopOnSignals({ stop: shutdown.run, say: narrator.say })
  try {
    const server = await bringUp(await claimCheckout(root, narrator, shutdown))
    const ending = await server.ended
    if (!shutdown.signal.aborted) throw StartErrors.serverEnded(ending, server.logFile, tailOf(server.logFile))
  } catch (error) {
    // Whoever began the shutdown also ends the process.
    if (shutdown.signal.aborted) return
    console.error(`\n${explain(error)}`)
    await shutdown.run()
    process.exit(1)
  }
}
