/**
 * `npm test`: prepares whatever a fresh clone lacks, runs the suites (arguments go to Jest, as in
 * `npm test -- integration-tests/http/clients`), and ends with the line `N passed, N failed`.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { ensureDependencies, ensureNodeVersion, projectRoot } from "./setup/dependencies.mjs"
import { ensureTestPrograms, testProgramPaths } from "./setup/test-programs.mjs"

ensureNodeVersion()
await ensureDependencies()

const isContinuousIntegration = process.env["CI"] === "true"
const missing = ensureTestPrograms()
if (missing.length > 0) {
  console.error(
    `Missing: ${missing.join(", ")}. ` +
      (isContinuousIntegration
        ? "With CI=true every suite has to run, so this is a failure."
        : "The suites that need them are skipped; on Debian and Ubuntu: apt-get install " + missing.join(" "))
  )
  if (isContinuousIntegration) {
    console.log("0 passed, 1 failed")
    process.exit(1)
  }
}

const words = process.argv.slice(2)
const isFull = words.includes("--full")
const chosen = words.filter((word) => word !== "--full")
const scratch = mkdtempSync(join(tmpdir(), "galleria-test-counts-"))

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * The options of each Jest that makes up a run. Suites with a store wait for processes much of the time, so that a whole
 * run is three at once, of which two have a server and a store of their own; suites that somebody chose need no more
 * than one.
 * @type {Record<string, readonly string[]>}
 */
const PARTS =
  chosen.length > 0
    ? { chosen }
    : {
        "store-1": ["--selectProjects", "store", "--shard=1/2"],
        "store-2": ["--selectProjects", "store", "--shard=2/2"],
        unit: ["--selectProjects", "unit"],
      }
const isAlone = Object.keys(PARTS).length === 1

/**
 * @param {string} part
 * @param {readonly string[]} options
 */
const launch = (part, options) => {
  const jest = spawn(
    process.execPath,
    [
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      join(projectRoot, "node_modules", "jest", "bin", "jest.js"),
      ...options,
      "--runInBand",
    ],
    {
      cwd: projectRoot,
      stdio: isAlone ? ["ignore", "inherit", "inherit"] : ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        GALLERIA_TEST_COUNTS: countsFile(part),
        GALLERIA_TEST_FULL: String(isFull),
        GALLERIA_TEST_MISSING: missing.join(","),
        GALLERIA_TEST_PROGRAMS: JSON.stringify(testProgramPaths()),
      },
    }
  )
  jest.stdout?.pipe(process.stdout)
  jest.stderr?.pipe(process.stderr)
  return jest
}

/** @param {string} part */
const countsFile = (part) => join(scratch, `${part}.json`)

/** @type {(part: string) => Counts} */
const readCounts = (part) => {
  try {
    return JSON.parse(readFileSync(countsFile(part), "utf8"))
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

/**
 * What a part counted. A run that was broken off, or whose store crashed, has failed even if no single test did.
 * @param {string} part
 * @param {import("node:child_process").ChildProcess} jest
 * @returns {Promise<Counts>}
 */
const outcomeOf = async (part, jest) => {
  const [code] = await once(jest, "close")
  const counts = readCounts(part)
  return code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) }
}

const running = Object.entries(PARTS).map(([part, options]) => ({ part, jest: launch(part, options) }))

// Jest receives Ctrl-C from the terminal by itself; this process waits for it to have cleared up.
process.on("SIGINT", () => {})
process.on("SIGTERM", () => running.forEach(({ jest }) => jest.kill("SIGTERM")))

const outcomes = await Promise.all(running.map(({ part, jest }) => outcomeOf(part, jest)))
rmSync(scratch, { recursive: true, force: true })
/** @param {keyof Counts} name */
const total = (name) => outcomes.reduce((sum, counts) => sum + counts[name], 0)
const [passed, skipped] = [total("passed"), total("skipped")]
const hasSkipped = isContinuousIntegration && skipped > 0
const failed = Math.max(total("failed"), hasSkipped ? 1 : 0)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
process.exit(failed > 0 ? 1 : 0)
