import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { identify, isRunning, type ProcessIdentity } from "../../dev/lifecycle/process-identity"

const PATIENCE_MS = 10_000
const CHILD_PROCESS = join(__dirname, "..", "..", "dev", "lifecycle", "child-process.ts")

/** Launches a program which forks another, as `db:migrate` does; each writes its pid into a file. */
const LAUNCHER = `
  require("ts-node").register({ swc: true })
  const { launch } = require(process.argv[2])
  const folder = process.argv[3]
  launch({ program: folder + "/outer.cjs", args: [folder], cwd: folder, env: process.env, logFile: folder + "/log" })
  setInterval(() => {}, 1000)`
const OUTER = `
  const { fork } = require("node:child_process")
  require("node:fs").writeFileSync(process.argv[2] + "/outer.pid", String(process.pid))
  fork(process.argv[2] + "/inner.cjs", [process.argv[2]])
  setInterval(() => {}, 1000)`
const INNER = `
  require("node:fs").writeFileSync(process.argv[2] + "/inner.pid", String(process.pid))
  setInterval(() => {}, 1000)`

const until = async (holds: () => boolean): Promise<boolean> => {
  const deadline = Date.now() + PATIENCE_MS
  while (!holds()) {
    if (Date.now() > deadline) return false
    await pause(50)
  }
  return true
}

describe("a program that npm start launches", () => {
  let folder: string
  let launcher: ChildProcess

  const identityIn = (file: string): ProcessIdentity | undefined => {
    try {
      return identify(Number(readFileSync(join(folder, file), "utf8")))
    } catch {
      return undefined
    }
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "galleria-lifeline-"))
    writeFileSync(join(folder, "outer.cjs"), OUTER)
    writeFileSync(join(folder, "inner.cjs"), INNER)
    launcher = spawn(process.execPath, ["-e", LAUNCHER, "--", "launcher", CHILD_PROCESS, folder], { stdio: "ignore" })
  })

  afterEach(() => {
    launcher.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  })

  it("ends with all that it has forked when its launcher is killed without a chance to clear up", async () => {
    await until(() => identityIn("outer.pid") !== undefined && identityIn("inner.pid") !== undefined)
    const [outer, inner] = [identityIn("outer.pid"), identityIn("inner.pid")]
    if (!outer || !inner) throw new Error("The programs did not start")

    launcher.kill("SIGKILL")

    expect(await until(() => !isRunning(outer) && !isRunning(inner))).toBe(true)
  })
})
