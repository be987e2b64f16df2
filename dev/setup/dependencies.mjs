import { spawn } from "node:child_process"
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"

/** The folder of the checkout, where package.json lies. */
export const projectRoot = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "")

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }} LockedPackage
 * @typedef {Record<string, LockedPackage>} LockedPackages
 */

/**
 * Reads the packages of a lockfile; none when the file is missing or cut short by a killed install.
 * @param {string} path
 * @returns {LockedPackages}
 */
const packagesOf = (path) => {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages ?? {}
  } catch {
    return {}
  }
}

/**
 * Names what the lockfile asks for and node_modules lacks or has in another version. Npm writes its record
 * of the installed packages last, so an interrupted install counts as missing.
 * @param {string} root
 * @returns {string[]}
 */
export const staleDependencies = (root = projectRoot) => {
  const installed = packagesOf(join(root, "node_modules", ".package-lock.json"))
  return Object.entries(packagesOf(join(root, "package-lock.json")))
    .filter(([path, wanted]) => path !== "" && !wanted.link && !wanted.optional && !wanted.devOptional)
    .filter(([path, wanted]) => installed[path]?.version !== wanted.version || !existsSync(join(root, path)))
    .map(([path]) => path.replace(/^.*node_modules\//, ""))
}

/**
 * Whether a Node version ("20.19.0") lies in a range written as alternatives of `^major.minor` and `>=major.minor`.
 * @param {string} version
 * @param {string} range
 */
export const nodeVersionFits = (version, range) => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  return range.split("||").some((alternative) => {
    const [, sign, wantedMajor, wantedMinor] = /^\s*(\^|>=)(\d+)\.(\d+)/.exec(alternative) ?? []
    if (major === Number(wantedMajor)) return minor >= Number(wantedMinor)
    return sign === ">=" && major > Number(wantedMajor)
  })
}

/** Stops the process with one clear sentence when this Node is not one that package.json names. */
export const ensureNodeVersion = () => {
  const { engines } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8"))
  if (nodeVersionFits(process.versions.node, engines.node)) return
  console.error(
    `Galleria needs Node.js ${engines.node.replace("||", "or")}, and this is ${process.versions.node}: ` +
      "install another from https://nodejs.org and run the command again."
  )
  process.exit(1)
}

const TICK_MS = 15_000
const POLL_MS = 500
const INSTALLER = join(projectRoot, ".data", "installer.pid")

/** Whether the `npm ci` of a start that was killed still works on this checkout. */
const isInstallerAtWork = () => {
  try {
    const pid = readFileSync(INSTALLER, "utf8")
    return /npm[\0 ]ci/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"))
  } catch {
    return false
  }
}

/**
 * Runs `npm ci` and says every 15 s that it is still at work; answers what went wrong.
 * @returns {Promise<string | undefined>}
 */
const runInstaller = () =>
  new Promise((resolve) => {
    const isWindows = process.platform === "win32"
    // Under NODE_ENV=production npm would leave out what builds and tests need, hence --include.
    const child = spawn(isWindows ? "npm.cmd" : "npm", ["ci", "--include=dev", "--no-audit", "--no-fund"], {
      cwd: projectRoot,
      stdio: ["ignore", "inherit", "inherit"],
      shell: isWindows,
    })
    mkdirSync(dirname(INSTALLER), { recursive: true, mode: 0o700 })
    writeFileSync(INSTALLER, String(child.pid))
    const begun = Date.now()
    const ticking = setInterval(() => console.log(`    ${Math.round((Date.now() - begun) / 1000)} s …`), TICK_MS)
    const end = (/** @type {string | undefined} */ problem) => {
      clearInterval(ticking)
      rmSync(INSTALLER, { force: true })
      resolve(problem)
    }
    child.once("error", (error) => end(error.message))
    child.once("exit", (code, signal) => end(code === 0 ? undefined : (signal ?? `exit code ${code}`)))
  })

/** Installs the locked dependencies with `npm ci` if any is missing or of another version; otherwise takes milliseconds. */
export const ensureDependencies = async () => {
  if (isInstallerAtWork()) console.log("Another npm ci is at work in this checkout: waiting for its end …")
  while (isInstallerAtWork()) await pause(POLL_MS)
  const stale = staleDependencies()
  if (stale.length === 0) return
  const some = stale.slice(0, 3).join(", ") + (stale.length > 3 ? ", …" : "")
  console.log(
    `Installing the locked dependencies (${stale.length} missing or stale: ${some}); this takes two or three minutes.`
  )
  const problem = await runInstaller()
  if (!problem) return
  console.error(`The dependencies could not be installed (npm ci: ${problem}). Run "npm ci" to see why.`)
  process.exit(1)
}
