import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, inTransaction } from "../../../postgres/executor"
import type { RunFailure, RunRecord } from "../types"
import { applyRun } from "./apply"
import { failureOf, mayPass } from "./failure"
import { planRun } from "./plan"
import { publishRun, type StoreEvent } from "./publish"
import { restageItems } from "./restage-items"
import { readSource, type OpenedSource, type ReadOutcome } from "./read-source"
import { writeItemMarks } from "./statements/absent"
import { announceRun } from "./statements/announcements"
import { advanceRun, beginReading, forgetStagedRows, moveFeedCursor, readCounts, touchCatalog } from "./statements/runs"

/** What the work of a run needs of the world around it. */
export type StepContext = {
  knex: Knex
  now: () => number
  /** Opens the source of a run. The signal aborts when the run is cancelled, or lost to another worker. */
  open: (run: RunRecord, signal: AbortSignal) => Promise<OpenedSource>
  /** Tells of products; the run goes on when the store's event bus has taken them. */
  emit: (events: StoreEvent[]) => Promise<void>
  /** Tells of the run itself. Never fails, and doesn't wait for a bus that is away: what must not be lost is in tables. */
  tell: (event: StoreEvent) => Promise<void>
}

/** One piece of work of a run: its signal, whether this is its last attempt, and where others may go first. */
export type Work = { signal: AbortSignal; isLastAttempt: boolean; turn: () => Promise<void> }

/** Does the work of one state and answers the run in its next one, or null when there is nothing more to do for now. */
export const stepRun = async (context: StepContext, run: RunRecord, work: Work): Promise<RunRecord | null> => {
  const { knex } = context
  switch (run.state) {
    case "reading":
      return read(context, run, work)
    case "planned":
      await work.turn()
      return moveTo(knex, run, "applying")
    case "applying":
      await applyRun(knex, run, context.now, work.turn)
      return moveTo(knex, run, "publishing")
    case "publishing":
      await publishRun(knex, run, context.emit, work.turn)
      await complete(knex, run)
      await context.tell({ name: "feed-run.completed", data: { id: run.id } })
      return null
    default:
      return null
  }
}

const moveTo = async (knex: Knex, run: RunRecord, state: RunRecord["state"]): Promise<RunRecord> => {
  await inTransaction(knex, (db) => advanceRun(db, run, { state, cursor: 0 }))
  return { ...run, state, cursor: 0 }
}

const read = async (context: StepContext, queued: RunRecord, work: Work): Promise<RunRecord | null> => {
  const { knex } = context
  const run = { ...queued, source: await beginReading(executorOf(knex), queued) }
  const outcome =
    run.source.type === "items"
      ? await restageItems(knex, run)
      : await readSource(knex, run, await context.open(run, work.signal), work.turn)
  const interruption = await judgeReading(context, run, outcome, work)
  await work.turn()
  const state = await planRun(knex, run, { read: outcome, interruption, nowMs: context.now() })
  if (state === "planned") return { ...run, state, cursor: 0 }
  await context.tell({ name: `feed-run.${state}`, data: { id: run.id } })
  return null
}

/** A source that breaks off for good leaves what was read to a person's judgement, if the run has guards at all. */
const judgeReading = async (
  context: StepContext,
  run: RunRecord,
  outcome: ReadOutcome,
  work: Work
): Promise<RunFailure | null> => {
  const { failure } = outcome
  if (failure === null) return null
  const { rows_read } = await readCounts(executorOf(context.knex), run.id)
  if (!work.isLastAttempt || !run.guards || !mayPass(failure) || rows_read === 0) throw failure
  return failureOf(failure)
}

const complete = (knex: Knex, run: RunRecord): Promise<void> =>
  inTransaction(knex, async (db) => {
    await writeItemMarks(db, run)
    await forgetStagedRows(db, run.id)
    await touchCatalog(db, run.catalog_id)
    await moveFeedCursor(db, run)
    await advanceRun(db, run, { state: "completed" })
    await announceRun(db, run.id)
  })
