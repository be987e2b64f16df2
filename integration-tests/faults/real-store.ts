import { readFileSync } from "node:fs"
import type { TestDatabase } from "../harness"
import { currentRun } from "../harness/run-state"
import { startStoreProcess, type StoreProcess } from "../harness/store-process"
import { until } from "../harness/until"
import { fileForm } from "../http/catalogs/imports"
import type { CatalogDatabase, Standing } from "./import-database"

/** A `medusa start` that a test may kill. */
export const startRealStore = async (
  database: Pick<TestDatabase, "runtimeUrl">,
  label: "shared" | "server" | "worker",
  env: Readonly<Record<string, string>> = {}
): Promise<StoreProcess> =>
  startStoreProcess({
    folder: currentRun().folder,
    label: `faults-${label}`,
    databaseUrl: database.runtimeUrl,
    env: { MEDUSA_WORKER_MODE: label, ...env },
  })

/** Kills a store with all it has launched, and answers how it ended. */
export const killStore = (store: StoreProcess): Promise<string> => {
  process.kill(-store.child.pid, "SIGKILL")
  return store.child.ended
}

/** Uploads the file for the catalog `catalog_1`, and answers the run's id. */
export const upload = async (url: string, file: string): Promise<string> => {
  const { email, password } = currentRun().admin
  const signedIn = await fetch(`${url}/auth/user/emailpass`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ email, password }),
  })
  const { token } = (await signedIn.json()) as { token: string }
  const answer = await fetch(`${url}/admin/catalogs/catalog_1/imports`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: fileForm(readFileSync(file)),
  })
  if (answer.status !== 202) throw new Error(`The import was refused: ${answer.status} ${await answer.text()}`)
  return ((await answer.json()) as { feed_run: { id: string } }).feed_run.id
}

/** Waits until a run stands so, and answers how; it throws when the run ends otherwise. */
export const untilRun = async (
  catalog: CatalogDatabase,
  runId: string,
  isSo: (run: Standing) => boolean
): Promise<Standing> => {
  let run = await catalog.standing(runId)
  const look = async () => {
    run = await catalog.standing(runId)
    if (["completed", "failed"].includes(run.state) && !isSo(run)) throw new Error(`The run is ${JSON.stringify(run)}`)
    return isSo(run)
  }
  await until(look, `run ${runId}`)
  return run
}
