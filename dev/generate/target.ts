import { parseEnvironment, type DatabaseEndpoint } from "../../src/config/environment"
import { isServerOf, recordedServer } from "../../src/postgres/embedded-process"
import { createFolders, describeCheckout } from "../lifecycle/checkout"
import { ownerUrlOf, startOwnDatabase } from "../lifecycle/database"
import { StartError } from "../lifecycle/errors"
import { claimRun } from "../lifecycle/run-record"
import { hasSecrets, loadSecrets } from "../lifecycle/secrets"
import { loadDotEnv, readStartSettings } from "../lifecycle/settings"
import type { Shutdown } from "../lifecycle/shutdown"

/** The database to fill, as its owner. */
export type Target = { readonly endpoint: DatabaseEndpoint; readonly place: string }

const endpointOf = (environment: NodeJS.ProcessEnv): DatabaseEndpoint =>
  parseEnvironment(environment, { name: "db:migrate", host: undefined }).endpoint

/** The server of npm start: the one that runs, else it is started for as long as this takes. */
const ownDatabase = async (root: string, shutdown: Shutdown, say: (line: string) => void): Promise<Target> => {
  const checkout = describeCheckout(root)
  if (!hasSecrets(checkout.dataFolder)) {
    throw new StartError("There is no database yet: run npm start once, or set DATABASE_DIRECT_URL to a migrated one.")
  }
  createFolders(checkout)
  const secrets = loadSecrets(checkout.dataFolder)
  const running = await recordedServer(checkout.databaseFolder)
  const place = `the database of npm start, in ${checkout.databaseFolder}`
  const target = (url: string): Target => ({
    endpoint: endpointOf({ ...process.env, DATABASE_URL: url, DATABASE_DIRECT_URL: url }),
    place,
  })
  if (running && (await isServerOf(checkout.databaseFolder, running))) return target(ownerUrlOf(secrets, running.port))
  const claim = await claimRun(checkout.dataFolder, "npm run dev:generate", say)
  shutdown.add(async () => claim.release())
  return target((await startOwnDatabase(checkout, secrets, shutdown)).ownerUrl)
}

/** Finds the database: the one that DATABASE_DIRECT_URL names, else npm start's own. */
export const openTarget = async (root: string, shutdown: Shutdown, say: (line: string) => void): Promise<Target> => {
  loadDotEnv(root)
  const given = readStartSettings({ DATABASE_URL: process.env["DATABASE_DIRECT_URL"], ...process.env }).database
  if (!given) return ownDatabase(root, shutdown, say)
  const environment = { ...process.env, DATABASE_URL: given.runtimeUrl, DATABASE_DIRECT_URL: given.ownerUrl }
  return { endpoint: endpointOf(environment), place: "the database that DATABASE_DIRECT_URL names" }
}
