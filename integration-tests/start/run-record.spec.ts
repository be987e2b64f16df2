import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { identify, isRunning, type ProcessIdentity } from "../../dev/lifecycle/process-identity"
import { claimRun } from "../../dev/lifecycle/run-record"

const URL = "http://localhost:9000"
const silent = (): void => undefined

describe("the claim of npm start on its checkout", () => {
  let folder: string
  let other: ChildProcess
  let identity: ProcessIdentity

  const leaveRecord = (record: object): void => writeFileSync(join(folder, "run.json"), JSON.stringify(record))

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "galleria-run-"))
    other = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
    const found = identify(other.pid ?? 0)
    if (!found) throw new Error("The other process did not start")
    identity = found
  })

  afterEach(() => {
    other.kill("SIGKILL")
    rmSync(folder, { recursive: true, force: true })
  })

  it("is refused while another run lives, and names that run's process and address", async () => {
    leaveRecord({ ...identity, url: "http://localhost:9123", isEnding: false, launched: [] })

    await expect(claimRun(folder, URL, silent)).rejects.toThrow(
      new RegExp(`process ${identity.pid}, http://localhost:9123`)
    )
    expect(isRunning(identity)).toBe(true)
  })

  it("waits for a run that is ending", async () => {
    leaveRecord({ ...identity, url: URL, isEnding: true, launched: [] })
    setTimeout(() => other.kill("SIGKILL"), 300)

    const claim = await claimRun(folder, URL, silent)

    expect(isRunning(identity)).toBe(false)
    claim.release()
  })

  it("leaves a stranger alone that was given the pid of a killed run's program", async () => {
    const stranger = { pid: identity.pid, begun: "0" }
    leaveRecord({ pid: 2 ** 22 + 1, begun: "0", url: URL, isEnding: false, launched: [stranger] })

    const claim = await claimRun(folder, URL, silent)

    expect(isRunning(identity)).toBe(true)
    claim.release()
  })

  it("is free again after it was released", async () => {
    const first = await claimRun(folder, URL, silent)
    first.release()

    const second = await claimRun(folder, URL, silent)

    second.release()
  })
})
