import { chmodSync, mkdtempSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { startEmbeddedPostgres } from "../../src/postgres/embedded-server"
import { cloneDatabase } from "../harness/database"
import { startPostgres, type PostgresProcess } from "../harness/postgres-process"
import { currentRun } from "../harness/run-state"
import type { StoreProcess } from "../harness/store-process"
import { createTemplate } from "../harness/template"
import { type CatalogDatabase, openCatalog, type Standing } from "./import-database"
import { writeItemsFile } from "./items-file"
import { until } from "../harness/until"
import { startRealStore, untilRun, upload } from "./real-store"

// A server of its own is migrated first; each crash ends in a recovery.
jest.setTimeout(600_000)

const ROWS = 20_000
/** As it is operated: what has been committed is on the disk. */
const SETTINGS = {
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  shared_preload_libraries: "pg_stat_statements",
}

describe("a store whose Postgres is stopped at once, without a checkpoint", () => {
  let folder: string
  let postgres: PostgresProcess
  let file: string

  beforeAll(async () => {
    folder = mkdtempSync(join(currentRun().folder, "faults-"))
    // Passable for the user postgres.
    chmodSync(folder, 0o711)
    postgres = await startPostgres(folder, "template_faults", SETTINGS)
    await createTemplate(postgres.state, { folder: currentRun().folder, admin: currentRun().admin })
    file = writeItemsFile(join(folder, "items.csv"), ROWS)
  })
  afterAll(() => postgres.stop())

  const recordedPid = () => Number(readFileSync(join(folder, "postgres", "postmaster.pid"), "utf8").split("\n")[0])

  const isRunning = (pid: number): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }

  /** What `pg_ctl stop -m immediate` does: every process of the server ends without writing anything. */
  const crash = async (): Promise<void> => {
    const pid = recordedPid()
    process.kill(pid, "SIGQUIT")
    await until(() => !isRunning(pid), "the server's end")
  }

  const restart = () =>
    startEmbeddedPostgres({
      dataDir: join(folder, "postgres"),
      port: postgres.state.port,
      password: postgres.state.superuserPassword,
      settings: SETTINGS,
    })

  /** Imports the file in a database of its own, with a crash of the server wherever `place` says. */
  const importWithCrashes = async (name: string, places: readonly ((run: Standing) => boolean)[]) => {
    const database = await cloneDatabase(postgres.state, name)
    let catalog: CatalogDatabase = await openCatalog(database)
    const store: StoreProcess = await startRealStore(database, "shared")
    const runId = await upload(store.url, file)
    for (const place of places) {
      const run = await untilRun(catalog, runId, place)
      await crash()
      await catalog.client.end().catch(() => undefined)
      await restart()
      catalog = await openCatalog(database, false)
      const after = await catalog.standing(runId)
      process.stderr.write(`Stopped Postgres at ${JSON.stringify(run)}, recovered to ${JSON.stringify(after)}\n`)
      expect(["completed", "failed"]).not.toContain(after.state)
      expect(after.cursor).toBeGreaterThanOrEqual(run.state === after.state ? run.cursor : 0)
    }
    const startedAt = Date.now()
    await untilRun(catalog, runId, ({ state }) => state === "completed")
    process.stderr.write(`Completed ${Math.round((Date.now() - startedAt) / 1000)} s after the recovery\n`)
    const endState = await catalog.endState()
    await catalog.client.end()
    await store.child.stop()
    return endState
  }

  it("ends its run as if nothing had happened", async () => {
    const peace = await importWithCrashes("peace", [])
    const disturbed = await importWithCrashes("disturbed", [
      ({ state, rows_read }) => state === "reading" && rows_read > 0,
      ({ state, cursor }) => state === "applying" && cursor > 0,
    ])
    expect(disturbed).toEqual(peace)
  })
})
