import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { installScheduleRenewal, type Scheduler } from "../scheduled-jobs"

const newScheduler = () => {
  const scheduled: string[] = []
  let answer: () => Promise<void> = () => Promise.resolve()
  class Fake {
    async scheduleWorkflow({ id }: { id: string }): Promise<void> {
      scheduled.push(id)
      await answer()
    }
  }
  const answerBy = (next: () => Promise<void>) => (answer = next)
  return { Fake, scheduled, answerBy }
}

describe("a scheduled job", () => {
  beforeEach(() => jest.useFakeTimers())
  afterEach(() => jest.useRealTimers())

  it("is scheduled again every 15 s, also after Redis has refused it", async () => {
    const { Fake, scheduled, answerBy } = newScheduler()
    installScheduleRenewal(Fake)
    installScheduleRenewal(Fake)
    await new Fake().scheduleWorkflow({ id: "job-a" })
    answerBy(() => Promise.reject(new Error("Connection is closed.")))
    await jest.advanceTimersByTimeAsync(31_000)
    expect(scheduled).toEqual(["job-a", "job-a", "job-a"])
  })

  it("waits for a Redis that is away with one request alone", async () => {
    const { Fake, scheduled, answerBy } = newScheduler()
    installScheduleRenewal(Fake)
    await new Fake().scheduleWorkflow({ id: "job-a" })
    answerBy(() => new Promise(() => undefined))
    await jest.advanceTimersByTimeAsync(60_000)
    expect(scheduled).toEqual(["job-a", "job-a"])
  })

  it("is scheduled where Medusa's scheduler does it", () => {
    expect(WorkflowScheduler.prototype).toHaveProperty("scheduleWorkflow", expect.any(Function))
    const moved: Scheduler = { prototype: {} }
    expect(() => installScheduleRenewal(moved)).toThrow("adapt src/seams/scheduled-jobs.ts")
  })
})
