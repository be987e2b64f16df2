import { spawn } from "node:child_process"
import { existsSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { noteProcess, openRunFolder } from "./run-folder"

const NOBODY = { pid: process.pid, begun: "another process that had this number" }

const launchIdler = (): { pid: number; ended: Promise<NodeJS.Signals | null> } => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { detached: true, stdio: "ignore" })
  const ended = new Promise<NodeJS.Signals | null>((resolve) => child.once("exit", (_code, signal) => resolve(signal)))
  return { pid: child.pid ?? 0, ended }
}

describe("the folder of a run", () => {
  it("takes the processes that were noted in it along when it is removed", async () => {
    const folder = openRunFolder()
    const idler = launchIdler()
    noteProcess(folder.path, idler.pid)
    folder.remove()
    expect(await idler.ended).toBe("SIGKILL")
    expect(existsSync(folder.path)).toBe(false)
  })

  it("is cleared by the next run when its own was killed", async () => {
    const abandoned = openRunFolder()
    const idler = launchIdler()
    noteProcess(abandoned.path, idler.pid)
    writeFileSync(join(abandoned.path, "run.json"), JSON.stringify(NOBODY))
    const next = openRunFolder()
    expect(await idler.ended).toBe("SIGKILL")
    expect([existsSync(abandoned.path), existsSync(next.path)]).toEqual([false, true])
    next.remove()
  })

  it("is left alone by other runs as long as its own lives", () => {
    const [mine, other] = [openRunFolder(), openRunFolder()]
    expect(existsSync(mine.path)).toBe(true)
    mine.remove()
    other.remove()
  })
})
