import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { executorOf, inTransaction } from "../../../postgres/executor"
import type { RunFailure, RunRecord } from "../types"
import { applyRun } from "./apply"
import { planRun } from "./plan"
import { publishRun, type ProductEvent } from "./publish"
import { readSource, type OpenedSource } from "./read-source"
import {
  SILENCE_BEFORE_TAKEOVER_S,
  advanceRun,
  beginReading,
  claimRun,
  failRun,
  forgetStagedRows,
  moveFeedCursor,
  nextQueuedRun,
  touchCatalog,
  touchRun,
} from "./statements/runs"

/** How often a worker tells that it is alive: four times within the silence after which it is taken over. */
const HEARTBEAT_MS = (SILENCE_BEFORE_TAKEOVER_S * 1000) / 4

/** What a run needs of the world around it. */
export type PipelineContext = {
  knex: Knex
  logger: Logger
  now: () => number
  /** Opens the source of a run. The signal aborts when the run is cancelled, or lost to another worker. */
  open: (run: RunRecord, signal: AbortSignal) => Promise<OpenedSource>
  emit: (events: ProductEvent[]) => Promise<void>
}

/**
 * Drives a run to its end from wherever it stands, then the runs of its catalog that waited for it. All progress is in
 * the tables: called again after a crash it goes on, and called twice the second caller finds nothing to do.
 */
export const executeRun = async (context: PipelineContext, runId: string): Promise<void> => {
  let next: string | null = runId
  while (next) {
    const run = await claim(context.knex, next)
    if (!run) return
    await drive(context, run)
    next = await nextQueuedRun(executorOf(context.knex), run.catalog_id)
  }
}

/** Two workers may claim two runs of one catalog at once: the index lets one through. */
const claim = async (knex: Knex, runId: string): Promise<RunRecord | null> => {
  try {
    return await claimRun(executorOf(knex), runId)
  } catch (error) {
    if ((error as { code?: string }).code === "23505") return null
    throw error
  }
}

const drive = async (context: PipelineContext, run: RunRecord): Promise<void> => {
  const stop = new AbortController()
  const heartbeat = setInterval(() => void beat(context, run, stop), HEARTBEAT_MS)
  try {
    let current: RunRecord | null = run
    while (current) current = await step(context, current, stop.signal)
  } catch (error) {
    await giveUp(context, run, error)
  } finally {
    clearInterval(heartbeat)
    stop.abort()
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

/** Fails the run, unless another worker has taken it over: then its rows are that worker's. */
const giveUp = async ({ knex, logger }: PipelineContext, run: RunRecord, error: unknown): Promise<void> => {
  const failure = failureOf(error)
  if (failure.code === "lost_run") {
    logger.warn(failure.message)
    return
  }
  const cause = error instanceof Error ? (error.stack ?? error.message) : String(error)
  logger.error(`Run ${run.id} failed (${failure.code}): ${cause}`)
  const failed = await failRun(executorOf(knex), run, failure)
  if (failed > 0) await forgetStagedRows(executorOf(knex), run.id)
}

/** Does the work of one state and answers the run in its next one, or null at the end. */
const step = async (context: PipelineContext, run: RunRecord, signal: AbortSignal): Promise<RunRecord | null> => {
  const { knex } = context
  const moveTo = async (state: RunRecord["state"]): Promise<RunRecord> => {
    await inTransaction(knex, (db) => advanceRun(db, run, { state, cursor: 0 }))
    return { ...run, state, cursor: 0 }
  }
  switch (run.state) {
    case "reading":
      return read(context, run, signal)
    case "planned":
      return moveTo("applying")
    case "applying":
      await applyRun(knex, run, context.now)
      return moveTo("publishing")
    case "publishing":
      await publishRun(knex, run, context.emit)
      await complete(knex, run)
      return null
    default:
      return null
  }
}

const read = async (context: PipelineContext, run: RunRecord, signal: AbortSignal): Promise<RunRecord> => {
  const { knex } = context
  const source = await beginReading(executorOf(knex), run)
  const outcome = await readSource(knex, run, await context.open({ ...run, source }, signal))
  await planRun(knex, run, outcome, context.now())
  return { ...run, source, state: "planned" }
}

const complete = (knex: Knex, run: RunRecord): Promise<void> =>
  inTransaction(knex, async (db) => {
    await forgetStagedRows(db, run.id)
    await touchCatalog(db, run.catalog_id)
    await moveFeedCursor(db, run)
    await advanceRun(db, run, { state: "completed" })
  })

/** Only errors made for people are shown to them; of any other they learn that it happened, and the log has it. */
const failureOf = (error: unknown): RunFailure => {
  if (error instanceof MedusaError) return { code: error.code ?? error.type, message: error.message }
  return {
    code: "internal_error",
    message: "The run failed for an internal reason, which the server's log names by the run's id",
  }
}
