import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import type { Checkout } from "./checkout"
import type { Launcher } from "./launcher"
import type { Narrator } from "./narrator"
import type { ProgressRecord } from "./progress-record"

/** Uploaded files would be lost with the next build, so the folder that the store writes them to lies elsewhere. */
const keepUploads = ({ dataFolder, serverFolder }: Checkout): void => {
  const uploads = join(dataFolder, "static")
  mkdirSync(uploads, { recursive: true })
  rmSync(join(serverFolder, "static"), { recursive: true, force: true })
  symlinkSync(uploads, join(serverFolder, "static"), "dir")
}

/** Compiles the store and bundles the dashboard, unless the last build was made from the same sources. */
export const ensureBuild = async (
  checkout: Checkout,
  stamp: string,
  tools: { launcher: Launcher; narrator: Narrator; progress: ProgressRecord }
): Promise<void> => {
  const dashboard = join(checkout.serverFolder, "public", "admin", "index.html")
  if (existsSync(dashboard) && tools.progress.isDone("build", stamp)) return
  await tools.narrator.during("Building the store and its dashboard", () =>
    tools.launcher.run({ name: "build", args: ["build", "--no-lint"], cwd: checkout.root })
  )
  keepUploads(checkout)
  tools.progress.markDone("build", stamp)
}
