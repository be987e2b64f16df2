import { createHash } from "node:crypto"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, relative } from "node:path"

const FILES = ["instrumentation.ts", "medusa-config.ts", "package-lock.json", "tsconfig.json"]
const FOLDER = "src"

const sourcePaths = (root: string): string[] =>
  readdirSync(join(root, FOLDER), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((path) => !path.includes("__tests__"))

/** A hash over the names and contents of everything that the build and the migrations are made from. */
export const stampSources = (root: string): string => {
  const hash = createHash("sha256")
  const present = FILES.filter((file) => existsSync(join(root, file)))
  for (const path of [...present, ...sourcePaths(root)].sort()) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest("hex")
}
