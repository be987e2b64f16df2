import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import type { SourceDefinition, SourceEnd, SourceReading } from "../sources/source"
import type { RunRecord, SourceRow } from "../types"
import { stageRows } from "./stage"

/** The source of a run, ready to be read. */
export type OpenedSource = { rows: SourceReading; repeatedSkus: SourceDefinition["repeatedSkus"] }

/** What reading a source left beside its staged rows. */
export type ReadOutcome = {
  /** What the source said at its end; null when it could not be read so far. */
  end: SourceEnd | null
  /** The names of the record's fields, in the order of the source. */
  columns: string[]
  repeatedSkus: OpenedSource["repeatedSkus"]
}

/** After so many rows another run may go first: about a batch of staging. */
const ROWS_A_TURN = 5_000

/** Stages all rows of a source and keeps what it says at its end, which a loop over its rows would lose. */
export const readSource = async (
  knex: Knex,
  run: RunRecord,
  source: OpenedSource,
  turn: () => Promise<void>
): Promise<ReadOutcome> => {
  const { rows, repeatedSkus } = source
  const outcome: ReadOutcome = { end: null, columns: [], repeatedSkus }
  let count = 0
  const watched: AsyncIterable<SourceRow> = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        if (++count % ROWS_A_TURN === 0) await turn()
        const result = await rows.next()
        if (result.done) outcome.end = result.value
        else if (outcome.columns.length === 0 && result.value.row) outcome.columns = Object.keys(result.value.row.raw)
        return result.done ? { done: true, value: undefined } : result
      },
      return: async () => {
        await rows.return({ cursor: null })
        return { done: true, value: undefined }
      },
    }),
  }
  await stageRows(knex, run, watched)
  return outcome
}
