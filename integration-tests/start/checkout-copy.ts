import { cpSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, symlinkSync } from "node:fs"
import { dirname, join, relative } from "node:path"
import { describeCheckout } from "../../dev/lifecycle/checkout"

const ORIGINAL = join(__dirname, "..", "..")
const LEFT_OUT = ["node_modules", ".git", ".data", ".medusa", ".env", "coverage", "static"]

/** A checkout of a test's own: the sources of this one, its dependencies, and nothing that was made since. */
export type CheckoutCopy = {
  readonly folder: string
  /** The pids of all processes that run in this copy or on its database. */
  processes(): number[]
  remove(): void
}

const readOr = (read: () => string): string => {
  try {
    return read()
  } catch {
    return ""
  }
}

/** Copies the checkout to a folder that any user can reach. */
export const copyCheckout = (): CheckoutCopy => {
  const folder = mkdtempSync("/var/tmp/galleria-start-test-")
  cpSync(ORIGINAL, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.includes(relative(ORIGINAL, path)),
  })
  symlinkSync(join(ORIGINAL, "node_modules"), join(folder, "node_modules"), "dir")
  const { databaseFolder, isDatabaseApart } = describeCheckout(folder)
  const isOurs = (pid: string): boolean =>
    readOr(() => readlinkSync(`/proc/${pid}/cwd`)).startsWith(folder) ||
    readOr(() => readFileSync(`/proc/${pid}/cmdline`, "utf8")).includes(databaseFolder)
  return {
    folder,
    processes: () =>
      readdirSync("/proc")
        .filter((name) => /^\d+$/.test(name) && isOurs(name))
        .map(Number),
    remove: () => {
      rmSync(folder, { recursive: true, force: true })
      if (isDatabaseApart) rmSync(dirname(databaseFolder), { recursive: true, force: true })
    },
  }
}
