import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { installScheduleRenewal, type Scheduler } from "../scheduled-jobs"

type Queue = NonNullable<NonNullable<Scheduler["storage"]>["jobQueue"]>
type Schedule = NonNullable<Scheduler["prototype"]["scheduleWorkflow"]>
type Workflow = Parameters<Schedule>[0]

const job = (id: string, schedule: object | string = "* * * * *") => ({ id, options: { schedule } }) as Workflow

/** Medusa's scheduler and its storage as they are of now, over a Redis that a test empties or takes away. */
const newScheduler = () => {
  const turns = new Set<string>()
  const scheduled: string[] = []
  let answer: () => Promise<void> = () => Promise.resolve()
  const add = (_: string, { jobId }: { jobId: string }) => {
    turns.add(jobId)
    return Promise.resolve()
  }
  const jobQueue = {
    add,
    getJobs: async () => {
      await answer()
      return [...turns].map((jobId) => ({ data: { jobId } }))
    },
  }
  const storage: NonNullable<Scheduler["storage"]> = {
    jobQueue,
    schedule(this: { jobQueue?: { add?: typeof add } }, jobId) {
      return this.jobQueue?.add?.("schedule", { jobId }) ?? Promise.resolve()
    },
  }
  class Fake {
    static storage: Scheduler["storage"] = storage
    async scheduleWorkflow({ id }: { id: string }): Promise<void> {
      scheduled.push(id)
      await storage.schedule(id, { cron: "* * * * *" })
    }
  }
  return { Fake, storage, turns, scheduled, redisAnswers: (next: () => Promise<void>) => (answer = next) }
}

beforeEach(() => jest.useFakeTimers())
afterEach(() => jest.useRealTimers())

describe("a scheduled job", () => {
  it("is scheduled again within 15 s after Redis has forgotten it, and left alone while it has a turn ahead", async () => {
    const { Fake, turns, scheduled } = newScheduler()
    installScheduleRenewal(Fake)
    const scheduler = new Fake()
    await scheduler.scheduleWorkflow(job("job-a"))
    await scheduler.scheduleWorkflow(job("job-b"))
    await jest.advanceTimersByTimeAsync(60_000)
    expect(scheduled).toEqual(["job-a", "job-b"])
    turns.delete("job-b")
    await jest.advanceTimersByTimeAsync(60_000)
    expect(scheduled).toEqual(["job-a", "job-b", "job-b"])
  })

  it("is scheduled again once, however often it was scheduled and the seam installed", async () => {
    const { Fake, turns, scheduled } = newScheduler()
    installScheduleRenewal(Fake)
    installScheduleRenewal(Fake)
    const scheduler = new Fake()
    await scheduler.scheduleWorkflow(job("job-a"))
    await scheduler.scheduleWorkflow(job("job-a"))
    expect(jest.getTimerCount()).toBe(1)
    turns.clear()
    await jest.advanceTimersByTimeAsync(15_000)
    expect(scheduled).toEqual(["job-a", "job-a", "job-a"])
  })

  it("is not scheduled again when it runs a number of times, which would begin anew", async () => {
    const { Fake, turns, scheduled } = newScheduler()
    installScheduleRenewal(Fake)
    await new Fake().scheduleWorkflow(job("job-once", { cron: "* * * * *", numberOfExecutions: 1 }))
    await new Fake().scheduleWorkflow(job("job-a", { cron: "* * * * *", numberOfExecutions: undefined }))
    turns.clear()
    await jest.advanceTimersByTimeAsync(15_000)
    expect(scheduled).toEqual(["job-once", "job-a", "job-a"])
  })

  it("is looked for again after Redis has refused, by one request alone while Redis is away", async () => {
    const { Fake, turns, scheduled, redisAnswers } = newScheduler()
    installScheduleRenewal(Fake)
    await new Fake().scheduleWorkflow(job("job-a"))
    turns.clear()
    redisAnswers(() => Promise.reject(new Error("Connection is closed.")))
    await jest.advanceTimersByTimeAsync(30_000)
    let requests = 0
    let comeBack: () => void = () => undefined
    redisAnswers(() => {
      requests += 1
      return new Promise((resolve) => (comeBack = resolve))
    })
    await jest.advanceTimersByTimeAsync(60_000)
    expect({ requests, scheduled }).toEqual({ requests: 1, scheduled: ["job-a"] })
    comeBack()
    await jest.advanceTimersByTimeAsync(0)
    expect(scheduled).toEqual(["job-a", "job-a"])
  })

  it("keeps no process alive", async () => {
    const timer = jest.spyOn(globalThis, "setInterval")
    const { Fake } = newScheduler()
    installScheduleRenewal(Fake)
    await new Fake().scheduleWorkflow(job("job-a"))
    const [begun] = timer.mock.results
    expect(begun?.value).toMatchObject({ hasRef: expect.any(Function) })
    expect((begun?.value as NodeJS.Timeout).hasRef()).toBe(false)
  })

  it("is Medusa's own business in a process that only serves HTTP, which keeps no turns", async () => {
    const { Fake, storage, scheduled } = newScheduler()
    storage.jobQueue = undefined
    installScheduleRenewal(Fake)
    await new Fake().scheduleWorkflow(job("job-a"))
    expect(jest.getTimerCount()).toBe(0)
    expect(scheduled).toEqual(["job-a"])
  })
})

describe("the start fails when Medusa has moved", () => {
  const start = (change: (fake: ReturnType<typeof newScheduler>) => void) => () => {
    const fake = newScheduler()
    change(fake)
    installScheduleRenewal(fake.Fake)
    void new fake.Fake().scheduleWorkflow(job("job-a"))
  }

  it("the scheduler's method", () => {
    expect(WorkflowScheduler.prototype).toHaveProperty("scheduleWorkflow", expect.any(Function))
    expect(() => installScheduleRenewal({ prototype: {} })).toThrow("adapt src/seams/scheduled-jobs.ts")
  })

  it.each<[string, (fake: ReturnType<typeof newScheduler>) => void]>([
    ["the storage", ({ Fake }) => (Fake.storage = undefined)],
    ["the queue", ({ storage }) => delete storage.jobQueue],
    ["the storage's method", ({ storage }) => delete (storage as Partial<typeof storage>).schedule],
    ["the list of turns", ({ storage }) => (storage.jobQueue = {} as Queue)],
    ["the name of a turn's job", ({ storage }) => (storage.schedule = () => Promise.resolve())],
  ])("%s", (_, change) => {
    expect(start(() => undefined)).not.toThrow()
    expect(start(change)).toThrow("adapt src/seams/scheduled-jobs.ts")
  })
})
