import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** What has been completed, each under its name with the stamp that it was completed for. */
export type ProgressRecord = {
  isDone(step: string, stamp: string): boolean
  markDone(step: string, stamp: string): void
}

/**
 * Keeps in `progress.json` which steps need not be repeated. A step is marked after it has completed, so an interrupted
 * one is done again. Losing the file costs time, not data: every step can be repeated.
 */
export const openProgressRecord = (dataFolder: string): ProgressRecord => {
  const path = join(dataFolder, "progress.json")
  const stamps: Record<string, string> = existsSync(path)
    ? (JSON.parse(readFileSync(path, "utf8")) as Record<string, string>)
    : {}
  return {
    isDone: (step, stamp) => stamps[step] === stamp,
    markDone: (step, stamp) => {
      stamps[step] = stamp
      writeFileSync(`${path}.new`, `${JSON.stringify(stamps, null, 2)}\n`, { mode: 0o600 })
      renameSync(`${path}.new`, path)
    },
  }
}
