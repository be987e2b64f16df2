import { setTimeout as delay } from "node:timers/promises"
import { Client } from "pg"
import type { DatabaseEndpoint } from "../config/environment"
import { driverTls } from "./tls"

/** "gall" and 1: two numbers, so that no lock of Medusa's, which are single ones, is the same. */
const TRY_LOCK = "select pg_try_advisory_lock(1734437996, 1) as locked"
const POLL_MS = 500
const KEEP_ALIVE_DELAY_MS = 10_000

/** The driver has it, its types don't. */
type Unreferenced = { unref(this: Client): void }

const tryLock = async (client: Client): Promise<boolean> =>
  (await client.query<{ locked: boolean }>(TRY_LOCK)).rows[0]?.locked === true

/**
 * Waits until no other process migrates this database, and keeps others waiting until this process ends, however it
 * ends: two first migrations at once create the same tables. The lock belongs to a session of its own that is idle outside
 * any transaction. It asks again and again instead of waiting in one statement, whose snapshot would hold up the other's
 * CREATE INDEX CONCURRENTLY.
 */
export const holdMigrationLock = async (
  { url, tls }: DatabaseEndpoint,
  warn: (message: string) => void
): Promise<void> => {
  const client = new Client({
    connectionString: url,
    ssl: driverTls(tls),
    application_name: "galleria-migration-lock",
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_DELAY_MS,
  })
  client.on("error", ({ message }) => warn(`The lock of this migration is lost (${message}): start no other beside it`))
  await client.connect()
  await client.query("set idle_session_timeout = 0")
  let isTold = false
  while (!(await tryLock(client))) {
    if (!isTold) warn("Another process migrates this database: waiting until it has ended")
    isTold = true
    await delay(POLL_MS)
  }
  // The process ends when its work is done, and the lock with it.
  const { unref } = client as Client & Unreferenced
  unref.call(client)
}
