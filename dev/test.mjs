/**
 * `npm test`: prepares whatever a fresh clone lacks, runs the suites (arguments go to Jest, as in
 * `npm test -- integration-tests/http/clients`), and ends with the line `N passed, N failed`.
 */
import { spawn } from "node:child_process"
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
const countsFile = join(scratch, "counts.json")

const jest = spawn(
  process.execPath,
  [
    "--experimental-vm-modules",
    "--disable-warning=ExperimentalWarning",
    join(projectRoot, "node_modules", "jest", "bin", "jest.js"),
    "--runInBand",
    ...words.filter((word) => word !== "--full"),
  ],
  {
    cwd: projectRoot,
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...process.env,
      GALLERIA_TEST_COUNTS: countsFile,
      GALLERIA_TEST_FULL: String(isFull),
      GALLERIA_TEST_MISSING: missing.join(","),
      GALLERIA_TEST_PROGRAMS: JSON.stringify(testProgramPaths()),
    },
  }
)

// Jest receives Ctrl-C from the terminal by itself; this process waits for it to have cleared up.
process.on("SIGINT", () => {})
process.on("SIGTERM", () => jest.kill("SIGTERM"))

/** @returns {{ passed: number, failed: number, skipped: number }} */
const readCounts = () => {
  try {
    return JSON.parse(readFileSync(countsFile, "utf8"))
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}

jest.on("close", (code) => {
  const { passed, failed: counted, skipped } = readCounts()
  rmSync(scratch, { recursive: true, force: true })
  // A run that was broken off, or whose store crashed, has failed even if no single test did.
  const hasFailed = code !== 0 || (isContinuousIntegration && skipped > 0)
  const failed = hasFailed ? Math.max(counted, 1) : counted
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`)
  process.exit(failed > 0 ? 1 : 0)
})
