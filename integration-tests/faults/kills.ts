import { mkdtempSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import type { EndState } from "./end-state"
import { type ImportDatabase, openImport } from "./import-database"
import { type Edition, writeItemsFile } from "./items-file"
import { faultsSeed, randomNumbers } from "./random-moments"

/** A kill that fired: where the run stood when its worker was dead. */
export type Kill = {
  readonly phase: string
  readonly cursor: number
  readonly rowsRead: number
  readonly afterMs: number
}

/** How large the import is, and how many imports are killed once and three times. */
export type KillPlan = { readonly rows: number; readonly once: number; readonly thrice: number }

/** An import that nobody disturbed, and what each disturbed one is held against. */
type Undisturbed = {
  readonly edition: Edition
  readonly file: string
  readonly rows: number
  /** The shortest so far: other work on the machine makes it longer. */
  durationMs: number
  readonly endState: EndState
  /** The database that the import starts from; a new one if it is absent. */
  readonly filled: string | undefined
}

const KILLS_TO_FIRE = 8

const durationOf = (output: string): number => Number(/executed in (\d+) ms/.exec(output)?.[1] ?? 0)

const undisturbedRun = async (file: string, edition: Edition, rows: number, filled?: string) => {
  const own = await openImport(file, filled)
  const worker = own.start()
  const how = await worker.ended
  const durationMs = durationOf(worker.output())
  if (how !== "exit code 0" || !durationMs) throw new Error(`The worker ended with ${how}:\n${worker.output()}`)
  const { state } = await own.standing()
  if (state !== "completed") throw new Error(`The undisturbed run is ${state}:\n${worker.output()}`)
  const undisturbed: Undisturbed = { edition, file, rows, durationMs, endState: await own.endState(), filled }
  return { own, undisturbed }
}

/** Imports both editions in peace: the first into an empty catalog, the second over the first. */
const importInPeace = async (folder: string, rows: number) => {
  const files = mkdtempSync(join(folder, "faults-"))
  const [firstFile, secondFile] = (["first", "second"] as const).map((edition) =>
    writeItemsFile(join(files, `${edition}.csv`), rows, edition)
  )
  if (!firstFile || !secondFile) throw new Error("There are two editions")
  const first = await undisturbedRun(firstFile, "first", rows)
  // A database that is cloned has nobody connected to it.
  await first.own.client.end()
  const second = await undisturbedRun(secondFile, "second", rows, first.own.database.name)
  await second.own.close()
  const drop = () => first.own.database.drop()
  return { first: first.undisturbed, second: second.undisturbed, drop }
}

const phaseOf = (state: string, rowsRead: number, rows: number): string =>
  state === "reading" && rowsRead === rows ? "planning" : state

const killAt = async (own: ImportDatabase, undisturbed: Undisturbed, fraction: number): Promise<Kill | null> => {
  const { rows, durationMs } = undisturbed
  const afterMs = fraction * durationMs
  await own.silence()
  const worker = own.start()
  await worker.executes
  await Promise.race([pause(afterMs, undefined, { ref: false }), worker.ended])
  worker.signal("SIGKILL")
  const how = await worker.ended
  const { state, cursor, rows_read, fencing_token: token } = await own.standing()
  if (how !== "SIGKILL" || state === "completed") {
    const tookMs = durationOf(worker.output())
    if (token === 1 && tookMs) undisturbed.durationMs = Math.min(durationMs, tookMs)
    return null
  }
  return { phase: phaseOf(state, rows_read, rows), cursor, rowsRead: rows_read, afterMs }
}

/**
 * Imports, with the worker killed so many times at moments drawn from the duration of an undisturbed import, and then
 * left alone. A kill that came after the end has not fired: the import is begun anew and killed earlier.
 */
const importWithKills = async (undisturbed: Undisturbed, times: number, draw: () => number) => {
  // What is left for a later kill is shorter than the whole.
  let fractions = Array.from({ length: times }, (_, index) => draw() * (index === 0 ? 1 : 0.6))
  let begun = performance.now()
  for (let attempt = 0; attempt < KILLS_TO_FIRE; attempt += 1) {
    const own = await openImport(undisturbed.file, undisturbed.filled)
    try {
      const kills: Kill[] = []
      for (const fraction of fractions) {
        const kill = await killAt(own, undisturbed, fraction)
        if (!kill) break
        kills.push(kill)
      }
      if (kills.length === times) return { kills, ...(await finish(own)), tookMs: performance.now() - begun }
      fractions = fractions.map((fraction) => fraction * 0.9)
    } finally {
      await own.close()
    }
    begun = performance.now()
  }
  throw new Error("The import ended before each kill, however early it was")
}

const finish = async (own: ImportDatabase) => {
  await own.silence()
  const worker = own.start()
  const how = await worker.ended
  if (how !== "exit code 0") throw new Error(`The last worker ended with ${how}:\n${worker.output()}`)
  return { endState: await own.endState(), untold: await own.untold() }
}

/** A series of imports with kills, half of them into an empty catalog and half over what is there. */
export const killAtRandom = async (folder: string, { rows, once, thrice }: KillPlan): Promise<Kill[]> => {
  const draw = randomNumbers(faultsSeed())
  const { first, second, drop } = await importInPeace(folder, rows)
  process.stderr.write(`In peace: ${first.durationMs} ms into an empty catalog, ${second.durationMs} ms over it\n`)
  const all: Kill[] = []
  try {
    for (let index = 0; index < once + thrice; index += 1) {
      const undisturbed = index % 2 === 0 ? first : second
      const { kills, endState, untold, tookMs } = await importWithKills(undisturbed, index < once ? 1 : 3, draw)
      all.push(...kills)
      const words = kills
        .map(
          ({ phase, cursor, rowsRead, afterMs }) =>
            `${phase} (cursor ${cursor}, ${rowsRead} rows) after ${Math.round(afterMs)} ms`
        )
        .join(", ")
      process.stderr.write(
        `${index + 1}. ${undisturbed.edition} edition killed ${words}; ${Math.round(tookMs / 1000)} s\n`
      )
      expect({ endState, untold }).toEqual({ endState: undisturbed.endState, untold: [] })
    }
  } finally {
    await drop()
  }
  return all
}
