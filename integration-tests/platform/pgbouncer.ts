import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { launchProgram } from "../harness"
import { freePort } from "../harness/store-process"
import { throughPort } from "./gate"

/** A PgBouncer before the run's server. */
export type Pooler = { readonly port: number; through(url: string): string; stop(): Promise<void> }

const READY_TIMEOUT_MS = 10_000

/** Supavisor drops these start-up parameters without a word; PgBouncer would refuse the connection. */
const IGNORED = "extra_float_digits,statement_timeout,lock_timeout,idle_in_transaction_session_timeout,options"

const isListening = (port: number): Promise<boolean> =>
  new Promise((settle) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.destroy()
      settle(true)
    })
    socket.on("error", () => settle(false))
  })

const waitUntilListening = async (port: number): Promise<void> => {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!(await isListening(port))) {
    if (Date.now() > deadline) throw new Error(`PgBouncer does not listen on port ${port}`)
    await pause(50)
  }
}

/** Starts a pooler for the logins of these addresses; the suite stops it. */
export const startPooler = async (mode: "transaction" | "session", urls: readonly string[]): Promise<Pooler> => {
  const folder = mkdtempSync("/var/tmp/galleria-pgbouncer-")
  const port = await freePort()
  const logins = urls.map((url) => new URL(url))
  const users = join(folder, "users.txt")
  writeFileSync(users, logins.map(({ username, password }) => `"${username}" "${password}"\n`).join(""))
  const settings = {
    listen_addr: "127.0.0.1",
    listen_port: port,
    unix_socket_dir: "",
    pool_mode: mode,
    default_pool_size: 8,
    max_client_conn: 200,
    auth_type: "scram-sha-256",
    auth_file: users,
    ignore_startup_parameters: IGNORED,
    // PgBouncer refuses to run as root.
    ...(process.getuid?.() === 0 ? { user: "postgres" } : {}),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}`)
  const file = join(folder, "pgbouncer.ini")
  const target = `* = host=127.0.0.1 port=${logins[0]?.port ?? ""}`
  writeFileSync(file, ["[databases]", target, "[pgbouncer]", ...lines, ""].join("\n"))
  for (const path of [folder, users, file]) chmodSync(path, 0o755)
  const child = launchProgram("pgbouncer", [file])
  await waitUntilListening(port)
  return {
    port,
    through: (url) => throughPort(url, port),
    stop: async () => {
      await child.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
