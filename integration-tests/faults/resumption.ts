import { type CatalogDatabase, type Standing } from "./import-database"
import { killStore, untilRun } from "./real-store"
import type { StoreProcess } from "../harness/store-process"

/** Within which a worker that was started again goes on with the run of a killed one, by itself. */
const RESUMES_WITHIN_MS = 60_000

const PLACES: readonly ((run: Standing) => boolean)[] = [
  ({ state, rows_read }) => state === "reading" && rows_read > 0,
  ({ state, cursor }) => state === "applying" && cursor > 0,
  ({ state, cursor }) => state === "applying" && cursor > 5_000,
]

/** Kills the worker of a run three times, starts it again each time, and answers where the run stood and how long it was silent. */
export const killThrice = async (
  catalog: CatalogDatabase,
  runId: string,
  first: StoreProcess,
  start: () => Promise<StoreProcess>
) => {
  let worker = first
  const kills: string[] = []
  for (const place of PLACES) {
    const { fencing_token: token } = await untilRun(catalog, runId, place)
    expect(await killStore(worker)).toBe("SIGKILL")
    const { state, cursor, rows_read } = await catalog.standing(runId)
    expect(["reading", "planned", "applying", "publishing"]).toContain(state)
    const startedAt = Date.now()
    worker = await start()
    await untilRun(catalog, runId, (run) => run.fencing_token > token)
    const tookMs = Date.now() - startedAt
    kills.push(
      `${state} (cursor ${cursor}, ${rows_read} rows), resumed ${(tookMs / 1000).toFixed(1)} s after the start`
    )
    process.stderr.write(`Killed ${kills.at(-1)}\n`)
    expect(tookMs).toBeLessThan(RESUMES_WITHIN_MS)
  }
  await untilRun(catalog, runId, ({ state }) => state === "completed")
  return worker
}
