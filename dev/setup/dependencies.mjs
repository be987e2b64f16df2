import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
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

/** Installs the locked dependencies with `npm ci` if any is missing or of another version; otherwise takes milliseconds. */
export const ensureDependencies = () => {
  const stale = staleDependencies()
  if (stale.length === 0) return
  const some = stale.slice(0, 3).join(", ") + (stale.length > 3 ? ", …" : "")
  console.log(
    `Installing the locked dependencies (${stale.length} missing or stale: ${some}); this takes a minute or two.`
  )
  const npm = process.platform === "win32" ? "npm.cmd" : "npm"
  // Under NODE_ENV=production npm would leave out what builds and tests need, hence --include.
  const { status, error } = spawnSync(npm, ["ci", "--include=dev", "--no-audit", "--no-fund"], {
    cwd: projectRoot,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  })
  if (status === 0) return
  console.error(
    `The dependencies could not be installed (npm ci: ${error?.message ?? `exit code ${status}`}). Run "npm ci" to see why.`
  )
  process.exit(1)
}
