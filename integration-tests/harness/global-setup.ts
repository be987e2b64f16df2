import { publishRun } from "./run-state"
import { startTestRun, type TestRun } from "./test-run"

/** The teardown is loaded on its own, so the run is handed over through the process. */
export const runs = globalThis as typeof globalThis & { galleriaTestRun?: TestRun }

/** Jest calls this once, before the first suite that needs the store. */
export default async (): Promise<void> => {
  const run = await startTestRun()
  runs.galleriaTestRun = run
  publishRun(run.state)
}
