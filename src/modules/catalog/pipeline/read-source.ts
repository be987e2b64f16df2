import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { CatalogErrors } from "../errors"
import type { SourceDefinition, SourceEnd, SourceReading } from "../sources/source"
import type { RunRecord, SourceRow } from "../types"
import { stageRows } from "./stage"

/** The source of a run, ready to be read. While it is, `expectedRows` says about how many rows it has, if it can tell. */
export type OpenedSource = {
  rows: SourceReading
  repeatedSkus: SourceDefinition["repeatedSkus"]
  expectedRows: () => number | null
}

/** What reading a source left beside its staged rows. */
export type ReadOutcome = {
  /** What the source said at its end; null when it could not be read so far. */
  end: SourceEnd | null
  /** Why the source could not be read to its end. */
  failure: Error | null
  /** The names of the record's fields, in the order of the source. */
  columns: string[]
  repeatedSkus: OpenedSource["repeatedSkus"]
}

/** After so many rows another run may go first: about a batch of staging. */
const ROWS_A_TURN = 5_000

/** Takes rows from a source until it ends or fails, and keeps what a loop over the rows would lose: how it ended. */
const watch = (rows: SourceReading, outcome: ReadOutcome, turn: () => Promise<void>): AsyncIterable<SourceRow> => {
  let count = 0
  const next = async (): Promise<IteratorResult<SourceRow, undefined>> => {
    if (++count % ROWS_A_TURN === 0) await turn()
    try {
      const result = await rows.next()
      if (!result.done) {
        if (outcome.columns.length === 0 && result.value.row) outcome.columns = Object.keys(result.value.row.raw)
        return result
      }
      outcome.end = result.value
    } catch (error) {
      outcome.failure = error instanceof Error ? error : CatalogErrors.sourceInterrupted(String(error))
    }
    return { done: true, value: undefined }
  }
  const stop = async (): Promise<IteratorResult<SourceRow, undefined>> => {
    await rows.return({ cursor: null })
    return { done: true, value: undefined }
  }
  return { [Symbol.asyncIterator]: () => ({ next, return: stop }) }
}

/** Stages the rows of a source, all of them or those before it broke off, which the outcome says. */
export const readSource = async (
  knex: Knex,
  run: RunRecord,
  source: OpenedSource,
  turn: () => Promise<void>
): Promise<ReadOutcome> => {
  const outcome: ReadOutcome = { end: null, failure: null, columns: [], repeatedSkus: source.repeatedSkus }
  await stageRows(knex, run, watch(source.rows, outcome, turn), source.expectedRows)
  return outcome
}
