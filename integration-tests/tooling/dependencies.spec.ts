import { readFileSync } from "node:fs"
import { join } from "node:path"
import { checkout, createFixtureProject } from "./fixture-project"

type LockedPackage = { version?: string; optionalDependencies?: Record<string, string> }

type Dependencies = {
  staleDependencies(root: string): string[]
  nodeVersionFits(version: string, range: string): boolean
}

const load = async (): Promise<Dependencies> => await import("../../dev/setup/dependencies.mjs")

const lockOf = (packages: Record<string, { version: string; optional?: boolean }>): string =>
  JSON.stringify({ packages })
const root = { version: "0.1.0" }
const LOCKED = {
  "": root,
  "node_modules/pg": { version: "8.20.0" },
  "node_modules/fsevents": { version: "2.3.3", optional: true },
}

describe("the check for missing or stale dependencies", () => {
  it("finds nothing to do when what is locked is installed, optional packages of other systems aside", async () => {
    const { staleDependencies } = await load()
    const project = createFixtureProject({
      "package-lock.json": lockOf(LOCKED),
      "node_modules/.package-lock.json": lockOf({ "node_modules/pg": { version: "8.20.0" } }),
      "node_modules/pg/package.json": "{}",
    })
    expect(staleDependencies(project.root)).toEqual([])
    project.remove()
  })

  it.each([
    ["a fresh clone", {}],
    ["an older version", { "node_modules/.package-lock.json": lockOf({ "node_modules/pg": { version: "8.19.0" } }) }],
    [
      "a package whose folder was deleted",
      { "node_modules/.package-lock.json": lockOf({ "node_modules/pg": { version: "8.20.0" } }) },
    ],
    ["an install that was interrupted", { "node_modules/.package-lock.json": '{"packages": {' }],
  ])("installs again after %s", async (_case, installed: Record<string, string>) => {
    const { staleDependencies } = await load()
    const project = createFixtureProject({ "package-lock.json": lockOf(LOCKED), ...installed })
    expect(staleDependencies(project.root)).toEqual(["pg"])
    project.remove()
  })
})

describe("the check of Node's version", () => {
  it.each([
    ["20.18.3", false],
    ["20.19.0", true],
    ["21.7.0", false],
    ["22.11.0", false],
    ["22.12.0", true],
    ["24.0.0", true],
  ])("takes %s for fitting: %s", async (version, fits) => {
    const { nodeVersionFits } = await load()
    expect(nodeVersionFits(version, "^20.19 || >=22.12")).toBe(fits)
  })
})

describe("the lockfile", () => {
  // `npm ci` refuses it on every platform otherwise, and npm leaves such a package out without a word when the
  // registry that served the install did not have it.
  it("names the packages of every platform, not only of the one on which it was written", () => {
    const text = readFileSync(join(checkout, "package-lock.json"), "utf8")
    const { packages } = JSON.parse(text) as { packages: Record<string, LockedPackage> }
    const locked = new Set(
      Object.entries(packages).map(([path, { version }]) => `${path.replace(/^.*node_modules\//, "")}@${version ?? ""}`)
    )
    const pinned = Object.values(packages)
      .flatMap(({ optionalDependencies = {} }) => Object.entries(optionalDependencies))
      .filter(([, range]) => /^\d/.test(range))
      .map(([name, version]) => `${name}@${version}`)
    expect(pinned.filter((name) => !locked.has(name))).toEqual([])
  })
})
