import { asValue } from "@medusajs/framework/awilix"
import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { createMedusaContainer } from "@medusajs/framework/utils"
import redisEngine from "@medusajs/medusa/workflow-engine-redis"
import { Redis } from "ioredis"
import { installScheduleRenewal } from "../../src/seams/scheduled-jobs"
import { describeWith, startRedis, type RedisServer } from "../harness"

type Engine = Parameters<(typeof WorkflowScheduler)["setStorage"]>[0] & {
  jobQueue?: { getDelayed(): Promise<{ id?: string; data: { jobId: string } }[]> }
  onApplicationShutdown(): Promise<void>
}
type Loader = (input: object, declaration: object) => Promise<void>

const LOOK_MS = 15_000

/** All but the clock and what looks at it every 15 s: Redis answers in real time. */
const REAL = [
  "setTimeout",
  "clearTimeout",
  "setImmediate",
  "clearImmediate",
  "nextTick",
  "queueMicrotask",
  "hrtime",
] as const

/** Medusa's own engine on Redis, as its loaders wire it, and what ends it. */
const loadEngine = async (redisUrl: string, mode: "worker" | "server") => {
  const container = createMedusaContainer()
  container.register({ workflowExecutionService: asValue({}), logger: asValue(console) })
  for (const load of redisEngine.loaders as unknown as Loader[])
    await load({ container, options: { redis: { redisUrl } } }, { worker_mode: mode })
  const engine = container.resolve<Engine>("redisDistributedTransactionStorage")
  const stop = async () => {
    await engine.onApplicationShutdown()
    await container.resolve<() => Promise<void>>("redisDisconnectHandler")()
  }
  return { engine, stop }
}

describeWith("redis-server")("a scheduled job on Redis", () => {
  let redis: RedisServer
  let client: Redis
  let stop: () => Promise<void> = () => Promise.resolve()

  beforeAll(async () => {
    redis = await startRedis()
    client = new Redis(redis.url)
  })
  beforeEach(async () => {
    await client.flushall()
    jest.useFakeTimers({ doNotFake: [...REAL] })
  })
  afterEach(async () => {
    jest.useRealTimers()
    await stop()
  })
  afterAll(async () => {
    client.disconnect()
    await redis.stop()
  })

  const start = async (mode: "worker" | "server") => {
    const loaded = await loadEngine(redis.url, mode)
    stop = loaded.stop
    WorkflowScheduler.setStorage(loaded.engine)
    class OwnScheduler extends WorkflowScheduler {}
    installScheduleRenewal(OwnScheduler as never)
    const schedule = (id: string, cron: string) =>
      new OwnScheduler().scheduleWorkflow({ id, options: { schedule: cron } } as never)
    const turns = async () => (await loaded.engine.jobQueue?.getDelayed())?.map(({ id }) => id ?? "").sort() ?? []
    return { engine: loaded.engine, schedule, turns }
  }

  const until = async (turns: () => Promise<string[]>, count: number): Promise<string[]> => {
    for (;;) {
      const found = await turns()
      if (found.length === count) return found
    }
  }

  it("has a turn again after Redis was flushed, and one alone", async () => {
    const { schedule, turns } = await start("worker")
    await schedule("job-a", "0 3 * * *")
    await schedule("job-b", "0 4 * * *")
    const before = await turns()
    await client.flushall()
    jest.advanceTimersByTime(LOOK_MS)
    expect(await until(turns, 2)).toEqual(before)
  })

  it("keeps a turn that is due and waits for a busy worker, though a look would find the next one", async () => {
    const { engine, schedule, turns } = await start("worker")
    await schedule("job-due", "*/10 * * * * *")
    const [due] = await turns()
    await schedule("job-forgotten", "0 3 * * *")
    await engine.remove("job-forgotten")
    expect(await turns()).toEqual([due])
    jest.advanceTimersByTime(LOOK_MS)
    // The forgotten job is back, so the look is over.
    expect(await until(turns, 2)).toContain(due)
  })

  it("has no turns in a process that only serves HTTP", async () => {
    const { engine, schedule } = await start("server")
    await schedule("job-a", "0 3 * * *")
    expect(engine).toHaveProperty("jobQueue", undefined)
    expect(await client.keys("*")).toEqual([])
  })
})
