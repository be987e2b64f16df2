import type { FeedRunDTO, PlanCounts } from "./types"

/** What part of a run's time each state takes, about: reading, applying, and telling of it. */
const READ_SHARE = 0.4
const APPLIED_SHARE = 0.95

const ENDED = new Set(["completed", "failed", "cancelled"])

/** How far a run is, from 0 to 1. While it reads, by how many rows its source is expected to have. */
const progressOf = (run: FeedRunDTO, expectedRows: number | null): number => {
  const products = (run.plan as PlanCounts | null)?.products ?? 0
  const done = products === 0 ? 1 : Math.min(1, run.cursor / products)
  switch (run.state) {
    case "completed":
      return 1
    case "reading":
      return expectedRows ? READ_SHARE * Math.min(0.99, run.rows_read / expectedRows) : 0
    case "planned":
    case "awaiting_approval":
      return READ_SHARE
    case "applying":
      return READ_SHARE + (APPLIED_SHARE - READ_SHARE) * done
    case "publishing":
      return APPLIED_SHARE + (1 - APPLIED_SHARE) * done
    default:
      return 0
  }
}

/**
 * Rows a second over all of a run so far, and the seconds that it will go on at this pace; null when nobody can know. Of
 * a run that a person let go on it is the pace since then: how long it waited says nothing.
 */
const paceOf = (run: FeedRunDTO, progress: number, nowMs: number) => {
  const began = run.approved_at ?? run.started_at
  if (!began || run.state === "queued" || run.state === "awaiting_approval")
    return { rows_per_second: null, eta_seconds: null }
  const seconds = Math.max(0.001, ((run.finished_at?.getTime() ?? nowMs) - began.getTime()) / 1000)
  const done = run.approved_at ? progress - READ_SHARE : progress
  const isRunning = !ENDED.has(run.state) && done > 0.02
  return {
    rows_per_second: Math.round((10 * run.rows_read) / seconds) / 10,
    eta_seconds: isRunning ? Math.round((seconds * (1 - progress)) / done) : null,
  }
}

/** A run as the API shows it, with its progress and pace. What the pipeline keeps for itself stays out. */
export const presentRun = (run: FeedRunDTO, expectedRows: number | null, nowMs: number) => {
  const {
    fencing_token: _,
    cursor: __,
    publish_cursor: ___,
    columns: ____,
    notified_at: _____,
    deleted_at: ______,
    ...shown
  } = run
  const progress = Math.round(1000 * progressOf(run, expectedRows)) / 1000
  return { ...shown, progress, ...paceOf(run, progress, nowMs) }
}
