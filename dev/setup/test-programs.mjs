import { spawnSync } from "node:child_process"
import { accessSync, constants, existsSync } from "node:fs"
import { delimiter, join } from "node:path"

/**
 * What only tests need and npm can't bring: where Debian puts each program, and the package that has it.
 * @type {Record<string, { paths: string[], debianPackage: string }>}
 */
const PROGRAMS = {
  "redis-server": { paths: ["/usr/bin/redis-server"], debianPackage: "redis-server" },
  pgbouncer: { paths: ["/usr/sbin/pgbouncer"], debianPackage: "pgbouncer" },
  openssl: { paths: ["/usr/bin/openssl"], debianPackage: "openssl" },
  chromium: { paths: ["/usr/bin/chromium"], debianPackage: "chromium" },
}

/** @param {string} path */
const isExecutable = (path) => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * Where a program lies, or undefined.
 * @param {string} name
 */
const locate = (name) => {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter(Boolean)
  return [...(PROGRAMS[name]?.paths ?? []), ...folders.map((folder) => join(folder, name))].find(isExecutable)
}

const missingPrograms = () => Object.keys(PROGRAMS).filter((name) => !locate(name))

/** Where each program lies that is here, by name. */
export const testProgramPaths = () => Object.fromEntries(Object.keys(PROGRAMS).map((name) => [name, locate(name)]))

const canInstall = () => process.platform === "linux" && process.getuid?.() === 0 && existsSync("/etc/debian_version")

/** @param {string[]} words */
const apt = (words) =>
  spawnSync("apt-get", words, {
    stdio: ["ignore", "ignore", "inherit"],
    // The packages' own services stay off where systemd would start them: tests start servers of their own.
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", SYSTEMD_OFFLINE: "1" },
  }).status === 0

/**
 * As root on Debian installs what is missing; elsewhere it changes nothing. Answers what is missing still.
 * @returns {string[]}
 */
export const ensureTestPrograms = () => {
  const missing = missingPrograms()
  if (missing.length === 0 || !canInstall()) return missing
  const packages = missing.flatMap((name) => PROGRAMS[name]?.debianPackage ?? [])
  console.log(`Installing what only tests need: ${packages.join(", ")}.`)
  const lock = ["-o", "DPkg::Lock::Timeout=300", "-y", "-qq"]
  if (!apt([...lock, "--no-install-recommends", "install", ...packages])) {
    apt([...lock, "update"])
    apt([...lock, "--no-install-recommends", "install", ...packages])
  }
  return missingPrograms()
}
