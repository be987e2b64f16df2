import { createHash } from "node:crypto"
import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from "node:fs"
import { dirname } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { isServerOf, recordedServer } from "../../src/postgres/embedded-process"
import { startEmbeddedPostgres } from "../../src/postgres/embedded-server"
import { provisionDatabase } from "../../src/postgres/provision"
import { OWNER_ROLE } from "../../src/postgres/roles"
import type { Checkout } from "./checkout"
import { StartErrors } from "./errors"
import { findFreePort } from "./port"
import { hasSecrets, type Secrets } from "./secrets"
import type { DatabaseUrls } from "./settings"
import type { Shutdown } from "./shutdown"

const HOST = "127.0.0.1"
const DATABASE = "galleria"
const FIRST_PORT = 25_432
const PORTS = 4_000
const POLL_MS = 100
/** Others may pass through, so that the server's user reaches its own folder in it. */
const PASSABLE = 0o711

/** Each checkout has a port of its own, so that several run side by side and a client's settings stay valid. */
const preferredPort = (root: string): number =>
  FIRST_PORT + (createHash("sha256").update(root).digest().readUInt32BE() % PORTS)

/** The pid and port of a server that outlived its run. */
const orphanOf = async (databaseFolder: string): Promise<{ pid: number; port: number } | undefined> => {
  const recorded = await recordedServer(databaseFolder)
  return recorded && (await isServerOf(databaseFolder, recorded)) ? recorded : undefined
}

/** A former checkout at the same path took the passwords of its database with it, so nobody can use that any more. */
const discardFormerDatabase = async ({ databaseFolder }: Checkout): Promise<void> => {
  const orphan = await orphanOf(databaseFolder)
  if (orphan) process.kill(orphan.pid, "SIGQUIT")
  while (await orphanOf(databaseFolder)) await pause(POLL_MS)
  rmSync(databaseFolder, { recursive: true, force: true })
}

/** /var/tmp is everybody's: a folder that somebody else has put there in our place is refused. */
const makePassableParent = ({ databaseFolder }: Checkout): void => {
  const parent = dirname(databaseFolder)
  mkdirSync(parent, { recursive: true, mode: PASSABLE })
  const { uid } = statSync(parent)
  if (uid !== process.getuid?.()) throw StartErrors.foreignFolder(parent, uid, "root")
  chmodSync(parent, PASSABLE)
}

/** Makes ready where the database will lie; called before the passwords are drawn, whose absence tells a fresh checkout. */
export const prepareDatabaseFolder = async (checkout: Checkout): Promise<void> => {
  if (!checkout.isDatabaseApart) return
  if (existsSync(checkout.databaseFolder) && !hasSecrets(checkout.dataFolder)) await discardFormerDatabase(checkout)
  makePassableParent(checkout)
}

/** The owner's address of this checkout's own database on a server that runs. */
export const ownerUrlOf = ({ databaseOwnerPassword }: Secrets, port: number): string =>
  `postgres://${OWNER_ROLE}:${databaseOwnerPassword}@${HOST}:${port}/${DATABASE}`

/** Starts this checkout's own PostgreSQL with its two roles; it stops when everything does. */
export const startOwnDatabase = async (
  checkout: Checkout,
  secrets: Secrets,
  shutdown: Shutdown
): Promise<DatabaseUrls & { readonly port: number }> => {
  const orphan = await orphanOf(checkout.databaseFolder)
  const port = orphan?.port ?? (await findFreePort(HOST, preferredPort(checkout.root)))
  const starting = startEmbeddedPostgres({
    dataDir: checkout.databaseFolder,
    port,
    password: secrets.databaseSuperuserPassword,
  })
  shutdown.add(async () => (await starting).stop())
  const server = await starting
  const { ownerUrl, runtimeUrl } = await provisionDatabase(server.superuserUrl, {
    database: DATABASE,
    ownerPassword: secrets.databaseOwnerPassword,
    appPassword: secrets.databaseRuntimePassword,
  })
  return { ownerUrl, runtimeUrl, port }
}
