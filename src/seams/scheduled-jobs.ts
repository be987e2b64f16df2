import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { MedusaError } from "@medusajs/framework/utils"

type Schedule = InstanceType<typeof WorkflowScheduler>["scheduleWorkflow"]
type Turn = { readonly data?: { readonly jobId?: unknown } }

/** The queue in which Redis keeps the turns of jobs; a process that only serves HTTP has none. */
type TurnQueue = { getJobs(states: string[]): Promise<(Turn | undefined)[]> }

/** Medusa's scheduler, as far as this file relies on it. */
export type Scheduler = {
  prototype: { scheduleWorkflow?: Schedule }
  storage?:
    { schedule(id: string, schedule: { cron: string }): Promise<void>; jobQueue?: TurnQueue | undefined } | undefined
}

/** How soon after Redis has forgotten them the jobs are scheduled again. */
const RENEWAL_MS = 15_000

/** Where a turn may stand that is not over: one that is due stays delayed until a worker has time for it. */
const AHEAD = ["delayed", "wait", "paused", "prioritized", "active"]

const installed = new WeakSet<object>()

/**
 * Looks every 15 s whether each job still has a turn ahead, and schedules those that have none. Medusa schedules them once,
 * when a worker starts, and the next turn of a job is a key in Redis: after a flush, or the restart of a Redis that keeps
 * nothing on disk, no job would run until the worker is started again. A turn that is there is left alone: to schedule a
 * job anew replaces it by the one after, so that a turn which waits for a busy worker would be lost, a daily one for a day.
 */
export const installScheduleRenewal = (scheduler: Scheduler = WorkflowScheduler as unknown as Scheduler): void => {
  const { scheduleWorkflow } = scheduler.prototype
  if (typeof scheduleWorkflow !== "function") throw moved("no method scheduleWorkflow")
  if (installed.has(scheduleWorkflow)) return
  const jobs = new Map<string, () => Promise<void>>()
  const replacement: Schedule = function scheduleAndRenew(this: unknown, workflow) {
    const schedule = () => scheduleWorkflow.call(this, workflow)
    if (turnsOf(scheduler) && isEndless(workflow)) {
      if (jobs.size === 0) every15s(() => scheduleMissing(scheduler, jobs))
      jobs.set(workflow.id, schedule)
    }
    return schedule()
  }
  installed.add(replacement)
  scheduler.prototype.scheduleWorkflow = replacement
}

const moved = (what: string): MedusaError =>
  new MedusaError(
    MedusaError.Types.UNEXPECTED_STATE,
    `Medusa's scheduler has ${what} any more: adapt src/seams/scheduled-jobs.ts`,
    "seam_moved"
  )

/** A job with a number of executions would begin to count again. */
const isEndless = ({ options }: Parameters<Schedule>[0]): boolean =>
  typeof options.schedule !== "object" || options.schedule.numberOfExecutions === undefined

/** The queue of turns, or undefined in a process without; throws when there is none where Medusa keeps it. */
const turnsOf = ({ storage }: Scheduler): TurnQueue | undefined => {
  if (!storage || !("jobQueue" in storage)) throw moved("no queue of turns")
  const { jobQueue } = storage
  if (typeof storage.schedule !== "function") throw moved("no method of its storage to schedule a job")
  if (jobQueue && typeof jobQueue.getJobs !== "function") throw moved("no way to list turns")
  if (jobQueue && nameOfTurn(storage) !== PROBE) throw moved("no turns that name their job")
  return jobQueue
}

const PROBE = "job-probe"

/** What Medusa writes into a turn as its job's name, learnt from a turn that is not added. */
const nameOfTurn = (storage: NonNullable<Scheduler["storage"]>): unknown => {
  let name: unknown
  const add = (_: string, data: Turn["data"]): Promise<void> => {
    name = data?.jobId
    return Promise.resolve()
  }
  storage.schedule.call({ jobQueue: { add } }, PROBE, { cron: "* * * * *" }).catch(() => undefined)
  return name
}

const scheduleMissing = async (scheduler: Scheduler, jobs: ReadonlyMap<string, () => Promise<void>>): Promise<void> => {
  const turns = await turnsOf(scheduler)?.getJobs(AHEAD)
  if (!turns) return
  const ahead = new Set(turns.map((turn) => turn?.data?.jobId))
  await Promise.all([...jobs].flatMap(([id, schedule]) => (ahead.has(id) ? [] : [schedule()])))
}

/** While Redis is away one look waits for it, and no more are added to it. */
const every15s = (look: () => Promise<void>): void => {
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    look()
      .catch(() => undefined) // the next one is in 15 s
      .finally(() => (isBusy = false))
  }, RENEWAL_MS)
  timer.unref()
}
