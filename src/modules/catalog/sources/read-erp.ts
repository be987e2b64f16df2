import { toUSVString } from "node:util"
import type { z } from "@medusajs/framework/zod"
import { CatalogErrors } from "../errors"
import { ChangeCursor } from "./change-cursor"
import { crawl, type Paging } from "./crawl"
import { rawOf, type ErpRecord } from "./erp-record"
import { FieldReader, type Fields } from "./fields"
import type { JsonClient } from "./http/json-client"
import type { ReadRequest, SourceReading } from "./source"

/** What one ERP adds to the reading that all share. */
export type Erp<Rec, Place> = {
  readonly client: JsonClient
  readonly now: () => number
  readonly overlapMinutes: number
  /** How its list is walked through; `since` is null when everything is read. */
  paging(since: Date | null): Paging<Rec, Place>
  /** When a record was last changed, in milliseconds, or null. */
  changedAt(record: Rec): number | null
  /** The record as it came, to be kept. */
  original(record: Rec): ErpRecord
  /** What it says, by the names of our own columns. */
  fields(record: Rec): Fields
}

/** Reads an ERP to its end: its records as rows, then where the next delta begins. */
export async function* readErp<Rec, Place>(erp: Erp<Rec, Place>, request: ReadRequest): SourceReading {
  const changes = new ChangeCursor(request, erp.overlapMinutes * 60_000, erp.now)
  const reader = new FieldReader(request)
  let rowNumber = 0
  try {
    for await (const record of crawl(erp.paging(changes.since))) {
      rowNumber += 1
      changes.note(erp.changedAt(record))
      yield reader.read(wellFormed(erp.fields(record)), { rowNumber, raw: rawOf(erp.original(record)) })
    }
  } finally {
    erp.client.close()
  }
  return { cursor: changes.end() }
}

/** An answer of the shape that the protocol promises, or `source_interrupted`: a list that isn't one must not read as empty. */
export const answerAs = <Shape extends z.ZodType>(shape: Shape, answer: unknown): z.infer<Shape> => {
  const parsed = shape.safeParse(answer)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.join(".") ?? ""
  throw CatalogErrors.sourceInterrupted(`its answer has not the expected shape${where ? ` at "${where}"` : ""}`)
}

/** JSON may hold half of a surrogate pair, which no text in Postgres may. */
const wellFormed = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, toUSVString(text)]))
