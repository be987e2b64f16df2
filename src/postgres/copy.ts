import type { Knex } from "@medusajs/framework/mikro-orm/knex"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { from as copyFrom } from "pg-copy-streams"
import { withConnection } from "./connection"

type CopyTarget = { query(stream: ReturnType<typeof copyFrom>): ReturnType<typeof copyFrom> }

/**
 * Streams lines in COPY's text format into the server and answers how many rows it stored. It runs inside the given
 * transaction, which is what a transaction pooler needs. COPY refuses a table under row-level security (0A000): the
 * target is a temporary table or one of the staging schema.
 */
export const copyInto = async (
  transaction: Knex.Transaction,
  target: string,
  lines: AsyncIterable<string> | Iterable<string>
): Promise<number> => {
  return withConnection(transaction, async (connection: CopyTarget) => {
    const stream = connection.query(copyFrom(`copy ${target} from stdin`))
    await pipeline(Readable.from(lines, { objectMode: true }), stream)
    return stream.rowCount
  })
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

/** One value in COPY's text format: null becomes `\N`, and the four characters that structure a line are escaped. */
export const copyValue = (value: string | number | boolean | null): string => {
  if (value === null) return "\\N"
  return typeof value === "string"
    ? value.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character)
    : String(value)
}
