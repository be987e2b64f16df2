import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { readFile, realpath } from "node:fs/promises"
import { join } from "node:path"
import { promisify } from "node:util"
import { Client } from "pg"

/** What a running server wrote into `postmaster.pid`. */
export type Recorded = { pid: number; port: number }

const run = promisify(execFile)
const CONNECT_TIMEOUT_MS = 2_000

/** Reads the lock file of a data folder; a server that was killed leaves it behind. */
export const recordedServer = async (dataDir: string): Promise<Recorded | undefined> => {
  const file = join(dataDir, "postmaster.pid")
  if (!existsSync(file)) return undefined
  const lines = (await readFile(file, "utf8")).split("\n")
  return { pid: Number(lines[0]), port: Number(lines[3]) }
}

const commandLine = async (pid: number): Promise<string> => {
  if (existsSync("/proc/self/cmdline")) return readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
  return run("ps", ["-o", "command=", "-p", String(pid)]).then(
    ({ stdout }) => stdout,
    () => ""
  )
}

/** Whether the recorded process still is the server of this folder, and no stranger that was given the same number. */
export const isServerOf = async (dataDir: string, { pid }: Recorded): Promise<boolean> => {
  const words = await commandLine(pid)
  return words.includes("postgres") && (words.includes(dataDir) || words.includes(await realpath(dataDir)))
}

/** Whether a server on this port lets the superuser in and works on this very folder. */
export const answers = async (dataDir: string, superuserUrl: string): Promise<boolean> => {
  const client = new Client({ connectionString: superuserUrl, connectionTimeoutMillis: CONNECT_TIMEOUT_MS })
  client.on("error", () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ data_directory: string }>("show data_directory")
    return rows[0]?.data_directory === (await realpath(dataDir))
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}
