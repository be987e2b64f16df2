import { executeRun, listSilentRuns } from "../../src/modules/catalog"
import type { SourceReading } from "../../src/modules/catalog/sources/source"
import { claimRun } from "../../src/modules/catalog/pipeline/statements/claims"
import { executorOf, inTransaction } from "../../src/postgres/executor"
import { createDatabase } from "../harness"
import { arriveInEachPhase, openLine } from "./fairness"
import { moment, openPipeline, reading, records } from "./pipeline"

/** A run of 100 rows has four chunks after its first, and before each at most one of another client goes. */
const FEW_CHUNKS = 5

const LIMITS = { standard: 1, professional: 2, enterprise: 3, shared: 4 }

let pipeline: ReturnType<typeof openPipeline>

beforeAll(async () => {
  pipeline = openPipeline(await createDatabase())
})

afterAll(() => pipeline.close())

const stateOf = async (id: string) => (await pipeline.runOf(id))["state"]

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

describe("the runs of one client", () => {
  const queue = async (client: string | null, fields = {}) =>
    pipeline.queueRun(await pipeline.createFeed({}, client), fields)

  /** Executes six runs by a worker each, and answers how many have begun when each has begun or was sent away. */
  const begunAtOnce = async (client: string | null): Promise<number> => {
    const ids: string[] = []
    for (let run = 0; run < 6; run += 1) ids.push(await queue(client))
    const [allDecided, goesOn] = [moment(), moment()]
    let [begun, ended] = [0, 0]
    const decide = () => {
      if (begun + ended === ids.length) allDecided.happen()
    }
    async function* source(): SourceReading {
      begun += 1
      decide()
      await goesOn.happened
      return yield* reading(records(1))
    }
    const ends = ids.map(async (id) => {
      await executeRun(pipeline.worker(source, { runsPerClient: LIMITS }), id)
      ended += 1
      decide()
    })
    await allDecided.happened
    const atOnce = begun
    goesOn.happen()
    await Promise.all(ends)
    expect(await Promise.all(ids.map(stateOf))).toEqual(Array(6).fill("completed"))
    return atOnce
  }

  it.each(["standard", "professional", "enterprise"] as const)(
    "are under way at once, over all workers, as the tier %s allows; the others follow",
    async (tier) => {
      expect(await begunAtOnce(await pipeline.createClient(tier))).toBe(LIMITS[tier])
    }
  )

  it("are counted apart from those of catalogs that all clients share, which have a limit together", async () => {
    expect(await begunAtOnce(null)).toBe(LIMITS.shared)
  })

  it("are not claimed by two workers who both see the last room", async () => {
    const client = await pipeline.createClient("standard")
    const [first, second] = [await queue(client), await queue(client)]
    const claim = (id: string) => inTransaction(pipeline.knex, (db) => claimRun(db, id, LIMITS))
    const locksWaitedFor = `select from pg_locks join pg_database d on d.oid = database
      where locktype = 'advisory' and not granted and datname = current_database()`
    const later = await inTransaction(pipeline.knex, async (db) => {
      expect(await claimRun(db, first, LIMITS)).toMatchObject({ id: first })
      const claimed = { run: claim(second), isDecided: false }
      void claimed.run.then(() => (claimed.isDecided = true))
      while (!claimed.isDecided && (await pipeline.rowsOf(locksWaitedFor)).length === 0);
      return claimed
    })
    expect(await later.run).toBeNull()
  })

  const silence = (id: string) =>
    pipeline.knex.raw("update feed_run set updated_at = now() - interval '5 minutes' where id = ?", [id])

  it("don't wait for one whose worker was killed, and that one goes on when it is taken over", async () => {
    const client = await pipeline.createClient("standard")
    const [killed, other] = [await queue(client, { state: "reading", fencing_token: 1 }), await queue(client)]
    const worker = pipeline.worker(() => reading(records(1)), { runsPerClient: LIMITS })
    await executeRun(worker, other)
    expect(await stateOf(other)).toBe("queued")
    await silence(killed)
    const [reads, goesOn] = [moment(), moment()]
    const others = pipeline.worker(
      async function* () {
        reads.happen()
        await goesOn.happened
        return yield* reading(records(1))
      },
      { runsPerClient: LIMITS }
    )
    const otherEnds = executeRun(others, other)
    await reads.happened
    await executeRun(worker, killed)
    const states = [await stateOf(killed), await stateOf(other)]
    goesOn.happen()
    await otherEnds
    expect(states).toEqual(["completed", "reading"])
    expect(await stateOf(other)).toBe("completed")
  })

  it("don't wait for one that is laid down for another attempt", async () => {
    const client = await pipeline.createClient("standard")
    const laidDown = { state: "applying", fencing_token: 1, next_attempt_at: new Date(Date.now() + 3_600_000) }
    await queue(client, laidDown)
    const other = await queue(client)
    await executeRun(
      pipeline.worker(() => reading(records(1)), { runsPerClient: LIMITS }),
      other
    )
    expect(await stateOf(other)).toBe("completed")
  })

  it("that may not begin yet don't stand before another client's when forgotten runs are looked for", async () => {
    const [client, another] = [await pipeline.createClient("standard"), await pipeline.createClient("standard")]
    await queue(client, { state: "applying", fencing_token: 1 })
    const waiting = [await queue(client, { priority: 9 }), await queue(another), await queue(another)]
    const killed = await queue(another, { state: "applying", fencing_token: 1, priority: -9 })
    for (const id of [...waiting, killed]) await silence(id)
    expect(await listSilentRuns(executorOf(pipeline.knex), LIMITS)).toEqual([killed, ...waiting.slice(1)])
  })
})
