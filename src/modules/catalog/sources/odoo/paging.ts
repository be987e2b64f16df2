import { z } from "@medusajs/framework/zod"
import type { Page, Paging } from "../crawl"
import { versionOf } from "../erp-record"
import type { JsonClient } from "../http/json-client"
import { answerAs } from "../http/answer-as"
import { wallTimeOf } from "../source-time"
import { FIELDS } from "./records"

/** So many records of each page are read again with the next one, to prove that the two join. */
const OVERLAP = 5

/** Archived products are read too: they are the ones to turn off. */
const CONTEXT = { active_test: false }

const Product = z.looseObject({ id: z.number().int(), write_date: z.string().min(1) })
const Answer = z.array(Product)

export type OdooProduct = z.infer<typeof Product>

/** From which second on, and how many records of that second have been read. */
export type OdooPlace = { readonly time: string; readonly read: number } | null

type Walk = {
  readonly client: JsonClient
  readonly signal: AbortSignal
  readonly pageSize: number
  readonly since: Date | null
}

/**
 * Walks through products in the order of their last change. Odoo sorts by microseconds but shows and compares seconds, so
 * within one second the ids are in no order, and the key (write_date, id) alone would lose records of a mass update.
 * The place is therefore the second and how many of its records have been read.
 */
export const odooPaging = (walk: Walk): Paging<OdooProduct, OdooPlace> => ({
  start: null,
  overlap: OVERLAP,
  idOf: ({ id }) => String(id),
  markOf: ({ id, write_date }) => `${id} ${write_date}`,
  versionOf,
  fetch: (place) => fetchPage(walk, place),
  next: (place, { records }) => {
    const read = records.slice(0, Math.max(1, records.length - OVERLAP))
    const time = read.at(-1)?.write_date
    if (time === undefined) return place
    const before = place?.time === time ? place.read : 0
    return { time, read: before + read.filter(({ write_date }) => write_date === time).length }
  },
})

const fetchPage = async (walk: Walk, place: OdooPlace): Promise<Page<OdooProduct>> => {
  const { client, signal, pageSize, since } = walk
  const url = client.url("json/2/product.product/search_read")
  const body = {
    domain: place ? [["write_date", ">=", place.time]] : changedSince(since),
    order: "write_date asc, id asc",
    limit: pageSize,
    ...(place ? { offset: place.read } : {}),
    fields: FIELDS,
    context: CONTEXT,
  }
  const records = answerAs(Answer, await client.ask({ url, body, signal }))
  const isLast = records.length < pageSize
  return { records, isLast, total: place && !isLast ? null : await countAll(walk) }
}

/** At both ends of the walk, so that a list that was cut short in between is noticed. */
const countAll = async ({ client, signal, since }: Walk): Promise<number> => {
  const url = client.url("json/2/product.product/search_count")
  const body = { domain: changedSince(since), context: CONTEXT }
  return answerAs(z.number().int().min(0), await client.ask({ url, body, signal }))
}

const changedSince = (since: Date | null): unknown[] => (since ? [["write_date", ">=", wallTimeOf(since)]] : [])
