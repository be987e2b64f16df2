import { z } from "@medusajs/framework/zod"
import type { Executor } from "../../../postgres/executor"
import type { Finding, PlanCounts, RunFailure, RunRecord } from "../types"
import { countActiveItems, countActivePrices, countMovedPrices, countNamelessRows } from "./statements/guards"

const percent = (byDefault: number) => z.number().min(0).max(100).nullable().default(byDefault)

/** How much a run may change before a person is asked. A limit in percent; null turns it off. */
export const guardsSchema = z
  .object({
    /** Active items of the catalog that a run may deactivate. */
    max_deactivated_percent: percent(15),
    /** Prices of the catalog that may move by more than `price_move_percent`. */
    max_moved_prices_percent: percent(20),
    price_move_percent: z.number().min(0).max(1_000_000).default(30),
    /** Rows of the source that may be rejected. */
    max_rejected_percent: percent(5),
    /** Whether a full run that read no row at all stops. */
    stop_when_empty: z.boolean().default(true),
  })
  .strict()

export type Guards = z.infer<typeof guardsSchema>

/** What a plan is judged by. */
export type JudgedPlan = { counts: PlanCounts; rowsRead: number; interruption: RunFailure | null }

/** Finds out whether a stored plan may be applied without asking. Every guard that fired is told, not only the first. */
export const judgePlan = async (db: Executor, run: RunRecord, plan: JudgedPlan): Promise<Finding[]> => {
  const { guards } = run
  const interrupted = plan.interruption ? [interruptionOf(plan.interruption)] : []
  if (!guards) return interrupted
  const judged = [
    emptiness(run, guards, plan),
    await deactivations(db, run, guards, plan.counts),
    await nameless(db, run, guards, plan.counts),
    await priceMoves(db, run, guards),
    rejections(guards, plan),
  ]
  return [...interrupted, ...judged.flatMap((finding) => finding ?? [])]
}

const interruptionOf = ({ message }: RunFailure): Finding => ({
  code: "source_interrupted",
  message: `${message} Approving applies what was read, and deactivates nothing for being absent.`,
  value: null,
  limit: null,
})

const emptiness = (run: RunRecord, guards: Guards, { rowsRead, interruption }: JudgedPlan): Finding | null =>
  guards.stop_when_empty && run.mode === "full" && rowsRead === 0 && !interruption
    ? { code: "empty_source", message: "The source has no rows at all", value: 0, limit: null }
    : null

const deactivations = async (
  db: Executor,
  run: RunRecord,
  guards: Guards,
  counts: PlanCounts
): Promise<Finding | null> => {
  const limit = guards.max_deactivated_percent
  if (limit === null || counts.deactivate === 0) return null
  const active = await countActiveItems(db, run.catalog_id)
  return above("too_many_deactivated", limit, counts.deactivate, active, (share) => {
    return `${counts.deactivate} of ${active} active items would be deactivated, ${share}%`
  })
}

/** An item whose row can't even be named looks absent: whether it is, a person has to say. */
const nameless = async (db: Executor, run: RunRecord, guards: Guards, counts: PlanCounts): Promise<Finding | null> => {
  if (guards.max_deactivated_percent === null || run.mode !== "full" || counts.deactivate === 0) return null
  const rows = await countNamelessRows(db, run.id)
  if (rows === 0) return null
  const items = `${counts.deactivate} items would be deactivated`
  const message = `${rows} rejected rows name no sku, and ${items}: they may be the same ones`
  return { code: "nameless_rows", message, value: rows, limit: 0 }
}

const priceMoves = async (db: Executor, run: RunRecord, guards: Guards): Promise<Finding | null> => {
  const limit = guards.max_moved_prices_percent
  if (limit === null) return null
  const moved = await countMovedPrices(db, run.id, guards.price_move_percent)
  if (moved === 0) return null
  const prices = await countActivePrices(db, run.catalog_id)
  return above("too_many_prices_moved", limit, moved, prices, (share) => {
    return `${moved} of ${prices} prices would move by more than ${guards.price_move_percent}%, which is ${share}%`
  })
}

const rejections = (guards: Guards, { counts, rowsRead }: JudgedPlan): Finding | null => {
  const limit = guards.max_rejected_percent
  if (limit === null || counts.rejected === 0) return null
  return above("too_many_rejected", limit, counts.rejected, rowsRead, (share) => {
    return `${counts.rejected} of ${rowsRead} rows were rejected, ${share}%`
  })
}

/** A finding when the share is above the limit; a limit of 0% lets nothing through. */
const above = (
  code: string,
  limit: number,
  count: number,
  total: number,
  message: (share: number) => string
): Finding | null => {
  const share = (100 * count) / Math.max(total, count)
  if (share <= limit) return null
  const value = Math.round(share * 10) / 10
  return { code, message: `${message(value)}; the limit is ${limit}%`, value, limit }
}
