import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { Logger } from "@medusajs/framework/types"
import { MedusaError } from "@medusajs/framework/utils"
import { executorOf, inTransaction } from "../../../postgres/executor"
import type { RunFailure, RunRecord, SourceRow } from "../types"
import { applyRun } from "./apply"
import { planRun } from "./plan"
import { publishRun, type ProductEvent } from "./publish"
import { stageRows } from "./stage"
import {
  SILENCE_BEFORE_TAKEOVER_S,
  advanceRun,
  claimRun,
  failRun,
  forgetStagedRows,
  nextQueuedRun,
  restartReading,
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
  /** Opens the source of a run and yields its rows. */
  read: (run: RunRecord) => AsyncIterable<SourceRow>
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
  const heartbeat = setInterval(() => void beat(context, run), HEARTBEAT_MS)
  try {
    let current: RunRecord | null = run
    while (current) current = await step(context, current)
  } catch (error) {
    await giveUp(context, run, error)
  } finally {
    clearInterval(heartbeat)
  }
}

/** A chunk on a busy server may take longer than silence is allowed to last, so being alive is told beside the work. */
const beat = async ({ knex, logger }: PipelineContext, run: RunRecord): Promise<void> => {
  await touchRun(executorOf(knex), run).catch((error: unknown) => {
    logger.warn(`Run ${run.id} could not tell that it is alive: ${String(error)}`)
  })
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
const step = async (context: PipelineContext, run: RunRecord): Promise<RunRecord | null> => {
  const { knex } = context
  const moveTo = async (state: RunRecord["state"]): Promise<RunRecord> => {
    await inTransaction(knex, (db) => advanceRun(db, run, { state, cursor: 0 }))
    return { ...run, state, cursor: 0 }
  }
  switch (run.state) {
    case "reading":
      await restartReading(executorOf(knex), run)
      await stageRows(knex, run, context.read(run))
      await planRun(knex, run, context.now())
      return { ...run, state: "planned" }
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

const complete = (knex: Knex, run: RunRecord): Promise<void> =>
  inTransaction(knex, async (db) => {
    await forgetStagedRows(db, run.id)
    await touchCatalog(db, run.catalog_id)
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
