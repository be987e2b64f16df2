import { Turns } from "../turns"

/** A run of a client of its own, unless one is named. */
const run = (id: string, priority = 0, since = 0, client = id) => ({ id, client_id: client, priority, since })

/** Works through so many chunks and notes each. */
const work = async (turns: Turns, of: ReturnType<typeof run>, chunks: number, log: string[]): Promise<void> => {
  if (!(await turns.enter(of))) return
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    log.push(of.id)
    await new Promise(setImmediate)
    await turns.next(of, Number.MAX_SAFE_INTEGER)
  }
  turns.leave(of.id)
}

describe("turns", () => {
  it("let a small run wait for chunks of large ones, not for their ends", async () => {
    const turns = new Turns(3)
    const log: string[] = []
    const large = ["a", "b", "c"].map((id) => work(turns, run(id), 100, log))
    const small = work(turns, run("small", 0, 1), 1, log)
    await small
    expect(log.indexOf("small")).toBeLessThan(10)
    await Promise.all(large)
    expect(log).toHaveLength(301)
  })

  it("never let more runs work at once than there are places", async () => {
    const turns = new Turns(2)
    let [working, most] = [0, 0]
    const busy = async (id: string) => {
      await turns.enter(run(id))
      for (let chunk = 0; chunk < 5; chunk += 1) {
        working += 1
        most = Math.max(most, working)
        await new Promise(setImmediate)
        working -= 1
        await turns.next(run(id), chunk)
      }
      turns.leave(id)
    }
    await Promise.all(["a", "b", "c", "d", "e"].map(busy))
    expect(most).toBe(2)
  })

  it("go by priority, then by who waits longest", async () => {
    const turns = new Turns(1)
    const log: string[] = []
    const first = work(turns, run("first", 100), 1, log)
    const others = [run("late", 0, 9), run("early", 0, 1), run("urgent", 5, 10)].map((of) => work(turns, of, 1, log))
    await Promise.all([first, ...others])
    expect(log).toEqual(["first", "urgent", "early", "late"])
  })

  it("go round the clients, however many runs one has", async () => {
    const turns = new Turns(1)
    const log: string[] = []
    const many = ["a1", "a2", "a3"].map((id) => work(turns, run(id, 0, 0, "a"), 20, log))
    const other = work(turns, run("b", 0, 1), 4, log)
    await other
    expect(log.slice(0, 8)).toEqual(["a1", "b", "a2", "b", "a3", "b", "a1", "b"])
    await Promise.all(many)
    expect(log).toHaveLength(64)
  })

  it("leave a client that has a place behind one that has none, though it was served before", async () => {
    const turns = new Turns(2)
    const log: string[] = []
    await turns.enter(run("a1", 0, 0, "a"))
    await turns.enter(run("b"))
    void turns.enter(run("a2", 0, 0, "a")).then(() => log.push("a2"))
    void turns.next(run("b"), 1).then(() => log.push("b"))
    await new Promise(setImmediate)
    expect(log).toEqual(["b"])
    turns.leave("a1")
    await new Promise(setImmediate)
    expect(log).toEqual(["b", "a2"])
  })

  it("come to a lower priority once in four", async () => {
    const turns = new Turns(1)
    const log: string[] = []
    const urgent = work(turns, run("urgent", 5), 12, log)
    await work(turns, run("low", 0), 3, log)
    const inFour = ["urgent", "urgent", "urgent", "low"]
    expect(log.slice(0, 13)).toEqual(["urgent", ...inFour, ...inFour, ...inFour])
    await urgent
  })

  it("don't take a run away from the one that has it", async () => {
    const turns = new Turns(1)
    expect(await turns.enter(run("a"))).toBe(true)
    expect(await turns.enter(run("a"))).toBe(false)
    turns.leave("a")
    expect(await turns.enter(run("a"))).toBe(true)
  })
})
