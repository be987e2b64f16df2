import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { executorOf, inTransaction } from "../../../postgres/executor"
import { CatalogErrors } from "../errors"
import type { RunRecord } from "../types"
import { failureOf, mayPass, retryDelayMs, type RetryPolicy } from "./failure"
import { publishEnding } from "./publish"
import { type StepContext, stepRun } from "./run-steps"
import { announceRun } from "./statements/announcements"
import { SILENCE_BEFORE_TAKEOVER_S, claimRun, nextQueuedRuns, waitingRun } from "./statements/claims"
import type { RunsPerClient } from "./statements/room"
import { claimEnding, failRun, forgetStagedRows, touchEnding, touchRun, tryAgain } from "./statements/runs"
import type { Turns } from "./turns"

/** How often a worker tells that it is alive: four times within the silence after which it is taken over. */
const HEARTBEAT_MS = (SILENCE_BEFORE_TAKEOVER_S * 1000) / 4

/** What a run needs of the world around it. */
export type PipelineContext = StepContext & {
  logger: Logger
  /** The places of this process. */
  turns: Turns
  runsPerClient: RunsPerClient
  retry: RetryPolicy
  random: () => number
  /** Calls back after so many milliseconds; if the process ends before, the next look for forgotten runs does. */
  later: (delayMs: number, work: () => void) => void
}

/**
 * Drives a run to its end from wherever it stands, then the runs of its client that waited for it. All progress is in
 * the tables: called again after a crash it goes on, and called twice the second caller finds nothing to do.
 */
export const executeRun = async (context: PipelineContext, runId: string): Promise<void> => {
  const run = await takeTurn(context, runId)
  if (!run) return
  const next = await nextQueuedRuns(executorOf(context.knex), run.catalog_id, context.runsPerClient)
  await Promise.all(next.map((id) => executeRun(context, id)))
}

/** Waits for a place, claims the run and drives it. Answers null when it was not to be had. */
const takeTurn = async (context: PipelineContext, runId: string): Promise<RunRecord | null> => {
  const waiting = await waitingRun(executorOf(context.knex), runId)
  if (!waiting) await tellEnding(context, runId, false)
  if (!waiting || !(await context.turns.enter(waiting))) return null
  try {
    const run = await claim(context, runId)
    if (run) await drive(context, run, () => context.turns.next(waiting, context.now()))
    return run
  } finally {
    context.turns.leave(runId)
  }
}

/** Two workers may claim two runs of one catalog at once: the index lets one through. */
const claim = async ({ knex, runsPerClient }: PipelineContext, runId: string): Promise<RunRecord | null> => {
  try {
    return await inTransaction(knex, (db) => claimRun(db, runId, runsPerClient))
  } catch (error) {
    if ((error as { code?: string }).code === "23505") return null
    throw error
  }
}

const drive = async (context: PipelineContext, run: RunRecord, turn: () => Promise<void>): Promise<void> => {
  const stop = new AbortController()
  const heartbeat = setInterval(() => void beat(context, run, stop), HEARTBEAT_MS)
  const isLastAttempt = run.attempts >= context.retry.times
  let current: RunRecord | null = run
  try {
    while (current) current = await stepRun(context, current, { signal: stop.signal, isLastAttempt, turn })
  } catch (error) {
    await giveUp(context, run, error)
    await tellEnding(context, run.id, true)
  } finally {
    clearInterval(heartbeat)
    stop.abort()
  }
}

/** Tells what a run had applied that ended before it was through. What can't be told now is by the next look for silent runs. */
const tellEnding = async ({ knex, emit, logger }: PipelineContext, runId: string, isOwn: boolean): Promise<void> => {
  const db = executorOf(knex)
  const heartbeat = setInterval(() => void touchEnding(db, runId).catch(() => undefined), HEARTBEAT_MS)
  try {
    const ending = await claimEnding(db, runId, isOwn, SILENCE_BEFORE_TAKEOVER_S)
    if (ending) await publishEnding(knex, ending, emit)
  } catch (error) {
    logger.error(`Run ${runId} could not tell what it has applied: ${String(error)}`)
  } finally {
    clearInterval(heartbeat)
  }
}

/**
 * A chunk on a busy server may take longer than silence is allowed to last, so being alive is told beside the work. A
 * run that is not to be had any more, cancelled or taken over, stops also a source that says nothing.
 */
const beat = async ({ knex, logger }: PipelineContext, run: RunRecord, stop: AbortController): Promise<void> => {
  try {
    if ((await touchRun(executorOf(knex), run)) === 0) stop.abort()
  } catch (error) {
    logger.warn(`Run ${run.id} could not tell that it is alive: ${String(error)}`)
  }
}

/** Whether somebody else has the run, or ended it: then what failed here is of no account. Without an answer it is not lost. */
const isLost = (knex: Knex, run: RunRecord): Promise<boolean> =>
  touchRun(executorOf(knex), run).then(
    (touched) => touched === 0,
    () => false
  )

/** Lays the run down for another attempt, or fails it, unless it was cancelled or another worker has taken it over. */
const giveUp = async (context: PipelineContext, run: RunRecord, error: unknown): Promise<void> => {
  const { knex, logger } = context
  const failure = failureOf(error)
  if (failure.code === "lost_run" || (await isLost(knex, run))) {
    logger.warn(CatalogErrors.lostRun(run.id).message)
    return
  }
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
  logger.error(`Run ${run.id} failed (${failure.code}): ${cause}`)
  if (mayPass(error) && run.attempts < context.retry.times) {
    const delayMs = retryDelayMs(context.retry, run.attempts, context.random())
    if ((await tryAgain(executorOf(knex), run, failure, delayMs)) > 0)
      context.later(
        delayMs,
        () => void executeRun(context, run.id).catch((reason: unknown) => logger.error(String(reason)))
      )
    return
  }
  const failed = await inTransaction(knex, async (db) => {
    if ((await failRun(db, run, failure)) === 0) return false
    await forgetStagedRows(db, run.id)
    await announceRun(db, run.id)
    return true
  })
  if (failed) await context.tell({ name: "feed-run.failed", data: { id: run.id } })
}
