import { MedusaError } from "@medusajs/framework/utils"
import { parseExpression } from "cron-parser"
import type { Executor } from "../../postgres/executor"
import { newRun } from "./new-run"
import { hasUnfinishedRun, listScheduledFeeds, takeSlot } from "./statements/schedules"
import { insertRun } from "./statements/request-run"
import type { FeedDTO } from "./types"

/** What became of a slot that was due. */
export type DueRun = { feed_id: string; run_id: string | null; skipped: string | null }

/** Does work in one transaction. */
export type Transact = <Result>(work: (db: Executor) => Promise<Result>) => Promise<Result>

/** The last instant up to now at which a schedule was due. Of several that passed unseen only the last one counts. */
const lastSlot = (feed: FeedDTO, nowMs: number): Date =>
  parseExpression(feed.schedule ?? "", { tz: feed.time_zone, currentDate: new Date(nowMs + 1) })
    .prev()
    .toDate()

/**
 * Records a run for every feed whose schedule has come round. Each slot is taken in the transaction that records its
 * run, so that two workers, or one that dies, make no second one; a feed whose last run has not ended skips its slot.
 */
export const recordDueRuns = async (db: Executor, transact: Transact, nowMs: number): Promise<DueRun[]> => {
  const due: DueRun[] = []
  for (const feed of await listScheduledFeeds(db)) {
    const taken = await takeSlotOf(feed, transact, nowMs).catch((error: unknown) => skipped(feed, String(error)))
    if (taken) due.push(taken)
  }
  return due
}

const skipped = ({ id }: FeedDTO, reason: string): DueRun => ({ feed_id: id, run_id: null, skipped: reason })

/** What fails for one feed, such as a schedule that has no past, is no reason for others to wait. */
const takeSlotOf = async (feed: FeedDTO, transact: Transact, nowMs: number): Promise<DueRun | null> => {
  const slot = lastSlot(feed, nowMs)
  if (feed.scheduled_after && slot.getTime() <= new Date(feed.scheduled_after).getTime()) return null
  return transact((transaction) => takeDueSlot(transaction, feed, slot))
}

const takeDueSlot = async (db: Executor, feed: FeedDTO, slot: Date): Promise<DueRun | null> => {
  const due_at = slot.toISOString()
  if (!(await takeSlot(db, feed.id, due_at))) return null
  if (await hasUnfinishedRun(db, feed.id)) return skipped(feed, "its last run has not ended, or waits for approval")
  try {
    const run = newRun(feed.catalog_id, feed, { trigger: "schedule", requested_by: null, due_at })
    await insertRun(db, run)
    return { feed_id: feed.id, run_id: run.id, skipped: null }
  } catch (error) {
    if (error instanceof MedusaError) return skipped(feed, error.message)
    throw error
  }
}
