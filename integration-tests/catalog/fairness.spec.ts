import { createDatabase } from "../harness"
import { arriveInEachPhase, openLine } from "./fairness"
import { openPipeline } from "./pipeline"

/** A run of 100 rows has four chunks after its first, and before each at most one of another client goes. */
const FEW_CHUNKS = 5

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

describe("a run of 100 rows", () => {
  it("waits for a few chunks of another client's large run, in whatever phase that is", async () => {
    const rows = 10_000
    const { heldUpBy, chunks, states, last } = await arriveInEachPhase(pipeline, rows)
    expect([...heldUpBy.keys()]).toEqual(["reading", "planning", "applying", "publishing"])
    expect(Math.max(...heldUpBy.values())).toBeLessThanOrEqual(FEW_CHUNKS)
    for (const phase of ["reading", "applying", "publishing"])
      expect(chunks.get(phase)).toBeGreaterThanOrEqual(rows / 5_000)
    expect(chunks.get("planned")).toBe(1)
    expect(states).toEqual(Array(5).fill("completed"))
    expect(last).toBe(true)
  })

  it("waits for no more of them when the other client has three large runs", async () => {
    const client = await pipeline.createClient("enterprise")
    const large: string[] = []
    const begun = new Set<string>()
    let small: string | undefined
    const line = openLine(pipeline, async (runId) => {
      begun.add(runId)
      if (begun.size < 3 || small !== undefined) return
      small = ""
      small = await line.arrive({ client: await pipeline.createClient("standard"), rows: 100 })
    })
    for (let run = 0; run < 3; run += 1) large.push(await line.arrive({ client, rows: 3_000 }))
    const done = await line.allDone()
    expect(done[0]).toBe(small)
    expect(line.chunksBeside(String(small), large)).toBeLessThanOrEqual(FEW_CHUNKS)
  })

  it("goes before others by its priority, and with a lower one still before a large run's end", async () => {
    const clientOf = () => pipeline.createClient("standard")
    const arrived: string[] = []
    let large = ""
    const line = openLine(pipeline, async (runId) => {
      if (runId !== large || arrived.length > 0) return
      for (const priority of [-5, 0, 5])
        arrived.push(await line.arrive({ client: await clientOf(), rows: 100, priority }))
    })
    large = await line.arrive({ client: await clientOf(), rows: 5_000 })
    const done = await line.allDone()
    const [low = "", equal = "", urgent = ""] = arrived
    expect(done).toEqual([urgent, equal, low, large])
    expect(line.chunksBeside(urgent, [large, equal, low])).toBeLessThanOrEqual(FEW_CHUNKS)
  })
})
