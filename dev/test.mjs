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
const scratch = mkdtempSync(join(tmpdir(), "galleria-test-counts-"))

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * Runs the suites of one project. Those with the store wait for processes much of the time, in which those without it
 * get on: side by side both take about as long as the former alone.
 * @param {string} project
 * @param {"inherit" | "pipe"} output
 */
const launch = (project, output) =>
  spawn(
    process.execPath,
    [
      "--experimental-vm-modules",
      "--disable-warning=ExperimentalWarning",
      join(projectRoot, "node_modules", "jest", "bin", "jest.js"),
      // Before another option, since it takes all words that follow it for names of projects.
      ...["--selectProjects", project],
      ...["--runInBand", "--passWithNoTests"],
      ...words.filter((word) => word !== "--full"),
    ],
    {
      cwd: projectRoot,
      stdio: ["ignore", output, output],
      env: {
        ...process.env,
        GALLERIA_TEST_COUNTS: countsFile(project),
        GALLERIA_TEST_FULL: String(isFull),
        GALLERIA_TEST_MISSING: missing.join(","),
        GALLERIA_TEST_PROGRAMS: JSON.stringify(testProgramPaths()),
      },
    }
  )

/** @param {string} project */
const countsFile = (project) => join(scratch, `${project}.json`)

/** @type {(project: string) => Counts} */
const readCounts = (project) => {
  try {
    return JSON.parse(readFileSync(countsFile(project), "utf8"))
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

/**
 * What a project counted. A run that was broken off, or whose store crashed, has failed even if no single test did.
 * @param {string} project
 * @param {import("node:child_process").ChildProcess} jest
 * @returns {Promise<Counts>}
 */
const outcomeOf = async (project, jest) => {
  const [code] = await once(jest, "close")
  const counts = readCounts(project)
  return code === 0 ? counts : { ...counts, failed: Math.max(counts.failed, 1) }
}

const [store, unit] = [launch("store", "inherit"), launch("unit", "pipe")]
/** What the other project says comes in one piece, when it is over. @type {Buffer[]} */
const said = []
for (const stream of [unit.stdout, unit.stderr]) stream?.on("data", (part) => said.push(part))
unit.on("close", () => process.stderr.write(Buffer.concat(said)))

// Jest receives Ctrl-C from the terminal by itself; this process waits for it to have cleared up.
process.on("SIGINT", () => {})
process.on("SIGTERM", () => [store, unit].forEach((jest) => jest.kill("SIGTERM")))

const outcomes = await Promise.all([outcomeOf("store", store), outcomeOf("unit", unit)])
rmSync(scratch, { recursive: true, force: true })
/** @param {keyof Counts} name */
const total = (name) => outcomes.reduce((sum, counts) => sum + counts[name], 0)
const [passed, skipped] = [total("passed"), total("skipped")]
// A pattern that no suite's path matches is a mistake, and under CI=true nothing is skipped.
const hasFailed = passed + skipped + total("failed") === 0 || (isContinuousIntegration && skipped > 0)
const failed = Math.max(total("failed"), hasFailed ? 1 : 0)
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
process.exit(failed > 0 ? 1 : 0)
