import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"

/** The checkout whose rules are tried on the fixtures. */
export const checkout = resolve(__dirname, "../..")

/** A throw-away project that is laid out as ours is, so that the rules' paths apply to it. */
export type FixtureProject = {
  readonly root: string
  /** Runs a tool of the checkout in the fixture's folder and answers what it prints. */
  run(tool: string, args: readonly string[]): string
  remove(): void
}

/** Writes the files, by path, to a new folder. */
export const createFixtureProject = (files: Readonly<Record<string, string>>): FixtureProject => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "galleria-fixture-")))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return {
    root,
    run: (tool, args) => {
      const program = join(checkout, "node_modules", tool)
      const { stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
        cwd: root,
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
      })
      if (stdout === "") throw new Error(`${tool} printed nothing: ${stderr}`)
      return stdout
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
