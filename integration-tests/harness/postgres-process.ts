import { randomBytes } from "node:crypto"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { startEmbeddedPostgres } from "../../src/postgres/embedded-server"
import type { PostgresState } from "./run-state"
import { freePort } from "./store-process"

const TEST_SETTINGS: Readonly<Record<string, string>> = {
  max_connections: "300",
  shared_preload_libraries: "pg_stat_statements",
  // A test run's data need not survive the machine.
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
}

/** A started server and the means to end it. */
export type PostgresProcess = { readonly state: PostgresState; readonly pid: number; stop(): Promise<void> }

/** Starts a PostgreSQL 15 of this run's own below `folder`, on a free port of loopback. */
export const startPostgres = async (
  folder: string,
  template: string,
  settings = TEST_SETTINGS
): Promise<PostgresProcess> => {
  const password = (): string => randomBytes(16).toString("hex")
  const dataDir = join(folder, "postgres")
  const state: PostgresState = {
    host: "127.0.0.1",
    port: await freePort(),
    superuserPassword: password(),
    ownerPassword: password(),
    runtimePassword: password(),
    template,
  }
  const server = await startEmbeddedPostgres({
    dataDir,
    port: state.port,
    password: state.superuserPassword,
    settings,
  })
  const [pid] = readFileSync(join(dataDir, "postmaster.pid"), "utf8").split("\n")
  return { state, pid: Number(pid), stop: () => server.stop() }
}
