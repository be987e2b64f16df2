/**
 * `npm run check`: everything that is proven without running the store, two tools at a time, each one's words only
 * when it has any. A suppression in src/ fails, and so does a warning of any tool.
 */
import { spawn } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"
import { projectRoot } from "./setup/dependencies.mjs"

const SUPPRESSION =
  /eslint-disable|@ts-(ignore|expect-error|nocheck)|prettier-ignore|istanbul ignore|dependency-cruiser-ignore/

/** @typedef {{ ok: boolean, output: string }} Outcome */

/**
 * Runs one locked tool and gathers what it says.
 * @param {string} binary
 * @param {string[]} args
 * @returns {Promise<Outcome>}
 */
const tool = (binary, args) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [join(projectRoot, "node_modules", binary), ...args], {
      cwd: projectRoot,
      stdio: ["ignore", "pipe", "pipe"],
    })
    let output = ""
    child.stdout.on("data", (chunk) => (output += chunk))
    child.stderr.on("data", (chunk) => (output += chunk))
    child.on("close", (code) => resolve({ ok: code === 0, output }))
  })

/** @returns {Promise<Outcome>} */
const noSuppressions = async () => {
  const src = join(projectRoot, "src")
  const found = readdirSync(src, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .flatMap((path) =>
      readFileSync(path, "utf8")
        .split("\n")
        .flatMap((line, at) =>
          SUPPRESSION.test(line) ? [`${relative(projectRoot, path)}:${at + 1}: ${line.trim()}`] : []
        )
    )
  return { ok: found.length === 0, output: found.join("\n") }
}

/** @type {Record<string, () => Promise<Outcome>>} */
const CHECKS = {
  eslint: () => tool("eslint/bin/eslint.js", [".", "--max-warnings", "0"]),
  types: () => tool("typescript/bin/tsc", ["-p", "tsconfig.check.json"]),
  format: () => tool("prettier/bin/prettier.cjs", ["--check", ".", "--log-level", "warn"]),
  dependencies: () =>
    tool("dependency-cruiser/bin/dependency-cruise.mjs", [
      "--config",
      ".dependency-cruiser.cjs",
      "--output-type",
      "err",
      ".",
    ]),
  unused: () => tool("knip/bin/knip.js", ["--no-progress", "--no-config-hints"]),
  suppressions: noSuppressions,
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((name) => !(name in CHECKS))
if (unknown.length > 0) {
  console.error(`No check is called ${unknown.join(", ")}: choose among ${Object.keys(CHECKS).join(", ")}.`)
  process.exit(1)
}

const queue = Object.entries(CHECKS).filter(([name]) => chosen.length === 0 || chosen.includes(name))
/** @type {string[]} */
const failed = []

const worker = async () => {
  for (let next = queue.shift(); next; next = queue.shift()) {
    const [name, check] = next
    const startedAt = performance.now()
    const { ok, output } = await check()
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
    console.log(`${ok ? "ok    " : "FAILED"} ${name} (${seconds} s)`)
    if (!ok) {
      failed.push(name)
      console.log(output.trimEnd() || "(it said nothing)")
    }
  }
}
await Promise.all([worker(), worker()])

if (failed.length > 0) {
  console.error(`npm run check: ${failed.join(", ")} failed.`)
  process.exitCode = 1
}
