import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { inTransaction } from "../../../postgres/executor"
import type { RunRecord } from "../types"
import type { ReadOutcome } from "./read-source"
import { rejectConflicts } from "./statements/conflicts"
import { idTime } from "./statements/new-id"
import { createCandidates, insertChanges } from "./statements/plan"
import { advanceRun, storeReading } from "./statements/runs"

/** Compares the staged rows with the items by content hash, all in SQL, and stores the differences. Changes no item. */
export const planRun = async (knex: Knex, run: RunRecord, read: ReadOutcome, nowMs: number): Promise<void> => {
  await inTransaction(knex, async (db) => {
    await createCandidates(db, run)
    const rowsRejected = await rejectConflicts(db, run)
    const rowsUnchanged = await insertChanges(db, run, idTime(nowMs))
    await storeReading(db, run, read)
    await advanceRun(db, run, { state: "planned", rowsUnchanged, rowsRejected })
  })
}
