import { WorkflowScheduler } from "@medusajs/framework/orchestration"
import { MedusaError } from "@medusajs/framework/utils"

type Schedule = InstanceType<typeof WorkflowScheduler>["scheduleWorkflow"]

/** Medusa's scheduler, as far as this file relies on it. */
export type Scheduler = { prototype: { scheduleWorkflow?: Schedule } }

/** How soon after Redis has forgotten them the jobs are scheduled again. */
const RENEWAL_MS = 15_000

const installed = new WeakSet<object>()

/**
 * Schedules every job again each 15 s. Medusa does so once, when a worker starts, and the next turn of a job is a key in
 * Redis: after a flush, or the restart of a Redis that keeps nothing on disk, no job would run until the worker is
 * started again. A job has one key, so that scheduling it again replaces its next turn by the same one.
 */
export const installScheduleRenewal = (scheduler: Scheduler = WorkflowScheduler): void => {
  const { scheduleWorkflow } = scheduler.prototype
  if (typeof scheduleWorkflow !== "function") {
    throw new MedusaError(
      MedusaError.Types.UNEXPECTED_STATE,
      "Medusa's scheduler has no method scheduleWorkflow any more: adapt src/seams/scheduled-jobs.ts",
      "seam_moved"
    )
  }
  if (installed.has(scheduleWorkflow)) return
  const replacement: Schedule = async function scheduleAndRenew(this: unknown, workflow) {
    await scheduleWorkflow.call(this, workflow)
    renew(() => scheduleWorkflow.call(this, workflow))
  }
  installed.add(replacement)
  scheduler.prototype.scheduleWorkflow = replacement
}

/** While Redis is away one renewal waits for it, and no more are added to it. */
const renew = (schedule: () => Promise<void>): void => {
  let isBusy = false
  const timer = setInterval(() => {
    if (isBusy) return
    isBusy = true
    schedule()
      .catch(() => undefined) // the next one is in 15 s
      .finally(() => (isBusy = false))
  }, RENEWAL_MS)
  timer.unref()
}
