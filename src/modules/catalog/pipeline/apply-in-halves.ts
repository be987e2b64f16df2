import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { inTransaction } from "../../../postgres/executor"
import type { RunRecord } from "../types"
import { isFaultOfRows, type RowFault } from "./failure"
import type { Stretch } from "./statements/chunk"
import { refuseRows } from "./statements/refuse-rows"
import { advanceRun } from "./statements/runs"
import { workOnChunk } from "./write-chunk"

/** Products that are refused of one chunk before it is taken for a fault of the database and no longer of the rows. */
const MOST_REFUSED = 100

type Work = { knex: Knex; run: RunRecord; now: () => number; turn: () => Promise<void> }

/**
 * Applies a stretch in which rows made the database refuse: in halves, until each such product stands alone and is
 * rejected with the database's reason. A product costs about eleven attempts of a chunk of 2,500, two chunks' time in all.
 */
export const applyInHalves = async (work: Work, chunk: Stretch, fault: RowFault): Promise<void> => {
  let refused = 0
  const apply = async (stretch: Stretch): Promise<void> => {
    const found = await tryStretch(work, stretch)
    if (found) await divide(stretch, found)
  }
  const divide = async (stretch: Stretch, found: RowFault): Promise<void> => {
    const { from, to } = stretch
    if (to - from === 1) {
      if (++refused > MOST_REFUSED) throw found
      return refuse(work, stretch, found)
    }
    const middle = from + Math.ceil((to - from) / 2)
    await apply({ from, to: middle })
    await apply({ from: middle, to })
  }
  await divide(chunk, fault)
}

/** Applies a stretch, or answers what is wrong with its rows. */
const tryStretch = async ({ knex, run, now, turn }: Work, stretch: Stretch): Promise<RowFault | null> => {
  try {
    await inTransaction(knex, (db) => workOnChunk(db, run, stretch, now()))
  } catch (error) {
    if (isFaultOfRows(error)) return error
    throw error
  }
  await turn()
  return null
}

const refuse = ({ knex, run }: Work, stretch: Stretch, refusal: RowFault): Promise<void> =>
  inTransaction(knex, async (db) => {
    const rowsRejected = await refuseRows(db, run, stretch, refusal)
    await advanceRun(db, run, { cursor: stretch.to, rowsRejected })
  })
