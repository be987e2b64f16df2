import { join } from "node:path"
import type { Checkout } from "./checkout"
import type { Launcher } from "./launcher"
import type { Narrator } from "./narrator"
import type { ProgressRecord } from "./progress-record"

/** Brings the database to the schema of the built sources, unless it was brought there from the same ones. */
export const ensureMigrated = async (
  checkout: Checkout,
  state: { readonly databaseId: string; readonly stamp: string },
  tools: { launcher: Launcher; narrator: Narrator; progress: ProgressRecord }
): Promise<void> => {
  const step = `migrations of database ${state.databaseId}`
  if (tools.progress.isDone(step, state.stamp)) return
  await tools.narrator.during("Migrating the database as its owner", () =>
    tools.launcher.run({
      name: "migrate",
      program: join(checkout.serverFolder, "src", "scripts", "migrate.js"),
      args: [],
      cwd: checkout.serverFolder,
    })
  )
  tools.progress.markDone(step, state.stamp)
}
