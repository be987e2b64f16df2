import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { executorOf, inTransaction } from "../../../postgres/executor"
import type { RunRecord } from "../types"
import { applyInHalves } from "./apply-in-halves"
import { isFaultOfRows } from "./failure"
import { createCategories } from "./statements/categories"
import { lastOrdinal, type Stretch } from "./statements/chunk"
import { idTime } from "./statements/new-id"
import { advanceRun } from "./statements/runs"
import { refreshStatistics } from "./statements/statistics"
import { workOnChunk } from "./write-chunk"

/** Products applied in one transaction: what a killed worker repeats, and what another run waits for at most. */
const CHUNK_PRODUCTS = 2_500

/**
 * Products of a run's first chunk. How a foreign key looks up its target is planned once a connection, for the table as
 * it is then; in a table of a hundred rows that is a scan, for which the 5,000 prices of a whole chunk paid 0.4 s. It is
 * as small as `staging.refresh_statistics()` still notices.
 */
const FIRST_CHUNK_PRODUCTS = 1_250

/** Chunks that are written at once, each on a connection of its own; a backend of Postgres keeps one core busy. */
const CHUNKS_AT_ONCE = 2

/**
 * Applies the stored plan from the run's cursor on. Each chunk is one transaction that also moves the cursor; between
 * two rounds of them other runs may take their turn. A chunk that fails for the sake of its rows is applied in halves.
 */
export const applyRun = async (
  knex: Knex,
  run: RunRecord,
  now: () => number,
  turn: () => Promise<void>
): Promise<void> => {
  const last = await lastOrdinal(executorOf(knex), run.id)
  if (run.cursor === 0) await prepare(knex, run, idTime(now()))
  let from = run.cursor
  for (let rounds = 0; from < last; rounds += 1) {
    if (isPowerOfFour(rounds)) await refreshStatistics(executorOf(knex), { waits: false })
    const chunks = roundFrom(from, last)
    const failure = await applyRound(knex, run, chunks, now)
    if (failure) await applyInHalves({ knex, run, now, turn }, failure.chunk, failure.fault)
    from = (failure?.chunk ?? chunks.at(-1))?.to ?? last
    await turn()
  }
}

const prepare = (knex: Knex, run: RunRecord, time: string): Promise<void> =>
  inTransaction(knex, async (db) => {
    await createCategories(db, run, time)
    await advanceRun(db, run, {})
  })

/** After 1, 4, 16… rounds, when the tables may have grown several times. */
const isPowerOfFour = (count: number): boolean => count > 0 && Number.isInteger(Math.log2(count) / 2)

const roundFrom = (from: number, last: number): Stretch[] => {
  if (from === 0) return [{ from, to: Math.min(FIRST_CHUNK_PRODUCTS, last) }]
  const begins = Array.from({ length: CHUNKS_AT_ONCE }, (_, place) => from + place * CHUNK_PRODUCTS)
  return begins
    .filter((begin) => begin < last)
    .map((begin) => ({ from: begin, to: Math.min(begin + CHUNK_PRODUCTS, last) }))
}

/**
 * Works on the chunks of a round at the same time and commits them in their order, so that the cursor has passed all
 * that it says. Answers the first chunk whose rows were at fault, if any: those before it stand, those behind it don't.
 */
const applyRound = async (knex: Knex, run: RunRecord, chunks: readonly Stretch[], now: () => number) => {
  let former = Promise.resolve()
  const writing = chunks.map((chunk) => {
    const before = former
    former = inTransaction(knex, (db) => workOnChunk(db, run, chunk, now(), () => before))
    return former
  })
  const results = await Promise.allSettled(writing)
  const place = results.findIndex(({ status }) => status === "rejected")
  const [chunk, result] = [chunks[place], results[place]]
  if (!chunk || result?.status !== "rejected") return null
  const reason: unknown = result.reason
  if (!isFaultOfRows(reason)) throw reason
  return { chunk, fault: reason }
}
