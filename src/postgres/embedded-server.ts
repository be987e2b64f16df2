import { existsSync } from "node:fs"
import { chown, appendFile, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises"
import { createServer } from "node:net"
import { platform, tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { setTimeout as delay } from "node:timers/promises"
import { execute, serverPrograms, type ServerUser } from "./embedded-binaries"
import { answers, isServerOf, recordedServer } from "./embedded-process"
import { ownedFolder, reachableParent, serverUser } from "./embedded-user"
import { EmbeddedErrors } from "./errors"

/** What an embedded server needs to know. */
export type EmbeddedPostgresOptions = {
  /** An absolute path; made on the first start. As root it has to lie where the user `postgres` can reach it. */
  dataDir: string
  port: number
  /** The superuser's password. It is set when the data folder is made, and has to stay the same. */
  password: string
  /** Server settings such as `{ fsync: "off" }`; they hold for this start. */
  settings?: Readonly<Record<string, string>>
  /** The name of the setting from which the port came, for the message about a taken port. */
  portSetting?: string
}

/** A server that listens on loopback only. */
export type EmbeddedPostgres = {
  host: string
  port: number
  superuserUrl: string
  /** Disconnects everybody and stops the server; does nothing when it has stopped already. */
  stop(): Promise<void>
}

type Site = { dataDir: string; programs: string; user: ServerUser | undefined }

const HOST = "127.0.0.1"
const SUPERUSER = "postgres"
const SETTINGS_FILE = "galleria.conf"
const WAIT_SECONDS = "60"
const LOCALES: Partial<Record<NodeJS.Platform, string>> = { linux: "C.UTF-8", darwin: "en_US.UTF-8" }

const urlOf = (port: number, password: string): string =>
  `postgres://${SUPERUSER}:${encodeURIComponent(password)}@${HOST}:${port}/postgres`

/** Makes the data folder under another name first, so that an interrupted start leaves no half of one behind. */
const initialise = async ({ dataDir, programs, user }: Site, password: string): Promise<void> => {
  const unfinished = `${dataDir}.unfinished`
  const scratch = await mkdtemp(join(tmpdir(), "galleria-"))
  const passwordFile = join(scratch, "password")
  try {
    await rm(unfinished, { recursive: true, force: true })
    await ownedFolder(unfinished, user)
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (user) await Promise.all([scratch, passwordFile].map((path) => chown(path, user.uid, user.gid)))
    const locale = LOCALES[platform()] ?? "C"
    const words = [`--pgdata=${unfinished}`, `--username=${SUPERUSER}`, `--pwfile=${passwordFile}`]
    const choices = ["--auth=scram-sha-256", "--encoding=UTF8", `--locale=${locale}`]
    const { code, output } = await execute(join(programs, "initdb"), [...words, ...choices], user)
    if (code !== 0) throw EmbeddedErrors.notInitialised(dataDir, output)
    await appendFile(join(unfinished, "postgresql.conf"), `\ninclude = '${SETTINGS_FILE}'\n`)
    await rename(unfinished, dataDir)
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

const writeSettings = async ({ dataDir, user }: Site, port: number, settings: Readonly<Record<string, string>>) => {
  const all = { listen_addresses: HOST, port: String(port), unix_socket_directories: "", ...settings }
  const file = join(dataDir, SETTINGS_FILE)
  const lines = Object.entries(all).map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`)
  await writeFile(file, lines.join(""))
  if (user) await chown(file, user.uid, user.gid)
}

const isTaken = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const probe = createServer()
    probe.once("error", () => settle(true))
    probe.listen(port, HOST, () => probe.close(() => settle(false)))
  })

const stopServer = async ({ dataDir, programs, user }: Site): Promise<void> => {
  const recorded = await recordedServer(dataDir)
  if (!recorded || !(await isServerOf(dataDir, recorded))) return
  const stop = (mode: string) =>
    execute(join(programs, "pg_ctl"), ["stop", "-D", dataDir, "-m", mode, "-w", "-t", WAIT_SECONDS], user)
  if ((await stop("fast")).code !== 0) await stop("immediate")
}

/** Takes over a server that outlived its store, or clears away what a killed one left behind. */
const adopt = async (site: Site, port: number, password: string): Promise<boolean> => {
  const recorded = await recordedServer(site.dataDir)
  if (!recorded) return false
  if (!(await isServerOf(site.dataDir, recorded))) {
    await rm(join(site.dataDir, "postmaster.pid"), { force: true })
    return false
  }
  for (let attempt = 0; attempt < 20; attempt += 1) {
    if (recorded.port === port && (await answers(site.dataDir, urlOf(port, password)))) return true
    if (recorded.port !== port || !(await isServerOf(site.dataDir, recorded))) break
    await delay(500)
  }
  await stopServer(site)
  return false
}

const launch = async (site: Site, options: EmbeddedPostgresOptions): Promise<void> => {
  const { port, portSetting, settings = {} } = options
  if (await isTaken(port)) throw EmbeddedErrors.portTaken(port, portSetting)
  await writeSettings(site, port, settings)
  const log = join(site.dataDir, "server.log")
  // pg_ctl gives the server a session of its own, so Ctrl-C in a terminal reaches the store and not its database.
  const words = ["start", "-D", site.dataDir, "-l", log, "-w", "-t", WAIT_SECONDS]
  const { code } = await execute(join(site.programs, "pg_ctl"), words, site.user)
  if (code === 0) return
  const lastLines = (await readFile(log, "utf8").catch(() => "")).trim().split("\n").slice(-8).join("\n")
  throw EmbeddedErrors.notStarted(site.dataDir, lastLines)
}

/**
 * Starts PostgreSQL 15 on loopback over the given folder. It can be called again after any kind of end: a server that
 * still runs on the folder is taken over, and the lock file of one that was killed is cleared away.
 */
export const startEmbeddedPostgres = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const dataDir = resolve(options.dataDir)
  const user = await serverUser()
  await reachableParent(dataDir, user)
  const site: Site = { dataDir, user, programs: await serverPrograms(dataDir, user) }
  if (!existsSync(join(dataDir, "PG_VERSION"))) await initialise(site, options.password)
  if (!(await adopt(site, options.port, options.password))) await launch(site, options)
  const superuserUrl = urlOf(options.port, options.password)
  if (!(await answers(dataDir, superuserUrl))) {
    await stopServer(site)
    throw EmbeddedErrors.otherPassword(dataDir)
  }
  return { host: HOST, port: options.port, superuserUrl, stop: () => stopServer(site) }
}
