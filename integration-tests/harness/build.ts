import { cpSync, mkdtempSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { currentRun } from "./run-state"
import { projectRoot, runMedusa, storeEnvironment } from "./store-process"

const SOURCES = ["src", "medusa-config.ts", "package.json", "tsconfig.json"]

/** Copies the sources into a folder of the run, where a suite may add to them; a store starts from there as it is. */
export const copySources = (): string => {
  const copy = mkdtempSync(join(currentRun().folder, "copy-"))
  for (const path of SOURCES) cpSync(join(projectRoot, path), join(copy, path), { recursive: true })
  symlinkSync(join(projectRoot, "node_modules"), join(copy, "node_modules"), "dir")
  return copy
}

/**
 * Builds the store and its dashboard as `npm start` and a deployment do, from a copy of the sources, so that the
 * checkout's own build stays as it is; about 25 s. Answers the folder from which the built store starts.
 */
export const buildStore = async (): Promise<string> => {
  const { folder } = currentRun()
  const copy = copySources()
  // A build reads the settings but connects to nothing.
  const env = storeEnvironment("postgres://nobody:nothing@127.0.0.1:1/none", { ADMIN_DISABLED: "false" })
  await runMedusa(["build", "--no-lint"], { folder, env, cwd: copy })
  return join(copy, ".medusa", "server")
}
