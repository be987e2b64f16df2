import { z } from "@medusajs/framework/zod"
import type { Page, Paging } from "../crawl"
import type { JsonClient } from "../http/json-client"
import { answerAs } from "../read-erp"
import { wallTimeOf } from "../source-time"
import { FIELDS } from "./records"

/** So many records of each page are read again with the next one, to prove that the two join. */
const OVERLAP = 5

const Product = z.looseObject({ id: z.number().int(), write_date: z.string().min(1) })
const Answer = z.array(Product)

export type OdooProduct = z.infer<typeof Product>

/** Behind which record the next page begins, and how many behind it were seen already. */
export type OdooPlace = { readonly time: string; readonly id: number; readonly offset: number } | null

type Walk = {
  readonly client: JsonClient
  readonly signal: AbortSignal
  readonly pageSize: number
  readonly since: Date | null
}

/**
 * Walks through products by the key (write_date, id). Odoo stores microseconds but shows and compares seconds, so all
 * records of one second may come again whenever it is asked for what lies behind that second; where that is a page
 * or more, the records already seen are skipped by counting.
 */
export const odooPaging = (
  walk: Walk,
  identity: Pick<Paging<OdooProduct, OdooPlace>, "idOf" | "versionOf">
): Paging<OdooProduct, OdooPlace> => ({
  ...identity,
  start: null,
  overlap: OVERLAP,
  fetch: (place) => fetchPage(walk, place),
  next: (place, { records }, isStuck) => {
    const behind = records[Math.max(0, records.length - 1 - OVERLAP)]
    if (!behind) return place
    const isSameSecond = place?.time === behind.write_date
    if (place && isSameSecond && (isStuck || place.id >= behind.id))
      return { ...place, offset: place.offset + records.length - OVERLAP }
    return { time: behind.write_date, id: behind.id, offset: isSameSecond ? place.offset : 0 }
  },
})

const fetchPage = async ({ client, signal, pageSize, since }: Walk, place: OdooPlace): Promise<Page<OdooProduct>> => {
  const body = {
    domain: domainOf(place, since),
    order: "write_date asc, id asc",
    limit: pageSize,
    ...(place && place.offset > 0 ? { offset: place.offset } : {}),
    fields: FIELDS,
    context: { active_test: false },
  }
  const url = client.url("json/2/product.product/search_read")
  const records = answerAs(Answer, await client.ask({ url, body, signal }))
  return { records, isLast: records.length < pageSize }
}

const domainOf = (place: OdooPlace, since: Date | null): unknown[] => {
  if (!place) return since ? [["write_date", ">=", wallTimeOf(since)]] : []
  const { time, id } = place
  return ["|", ["write_date", ">", time], "&", ["write_date", "=", time], ["id", ">", id]]
}
