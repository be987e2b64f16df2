import { z } from "@medusajs/framework/zod"
import type { Page, Paging } from "../crawl"
import { textOf, versionOf, type ErpRecord } from "../erp-record"
import { answerAs } from "../http/answer-as"
import type { JsonClient } from "../http/json-client"
import { linkPaging, type LinkedPage } from "../link-paging"
import { offsetPaging } from "../offset-paging"
import { textAtPath, valueAt } from "./paths"
import type { RestSettings } from "./settings"

const Records = z.array(z.record(z.string(), z.unknown()))

type Walk = {
  readonly client: JsonClient
  readonly settings: RestSettings
  readonly query: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}
type Counted = Extract<RestSettings["paging"], { kind: "page" | "offset" }>

/** Walks through the list in the way that the settings describe. */
export const restPaging = (walk: Walk): Paging<ErpRecord, string> | Paging<ErpRecord, number> => {
  const { paging } = walk.settings
  const identity = identityOf(walk.settings)
  if (paging.kind === "offset" || paging.kind === "page")
    return offsetPaging(paging.page_size, counting(walk, paging), identity, paging.kind === "offset")
  const first = walk.client.url(walk.settings.path, walk.query)
  return linkPaging(walk.client, first, (url) => linked(walk, url), identity)
}

const identityOf = ({ id, fields }: RestSettings) => ({
  idOf: (record: ErpRecord): string => textAtPath(record, id ?? fields["sku"] ?? "") || versionOf(record),
  versionOf,
})

/**
 * Fetches pages by number or offset. A server may grant fewer records than it is asked for, so a page is the last one when
 * it is shorter than another, not when it is shorter than it should be.
 */
const counting = (walk: Walk, paging: Counted): ((offset: number) => Promise<Page<ErpRecord>>) => {
  const { parameter, size_parameter, page_size } = paging
  const size = size_parameter ? { [size_parameter]: page_size } : {}
  let longest = 0
  return async (offset) => {
    const place = paging.kind === "page" ? paging.first + offset / page_size : offset
    const url = walk.client.url(walk.settings.path, { ...walk.query, ...size, [parameter]: place })
    const { records, total } = await ask(walk, url)
    longest = Math.max(longest, records.length)
    const isComplete = total !== null && paging.kind === "offset" && offset + records.length >= total
    return { records, total, isLast: isComplete || records.length === 0 || records.length < longest }
  }
}

const linked = async (walk: Walk, url: URL): Promise<LinkedPage<ErpRecord>> => {
  const { paging } = walk.settings
  const page = await ask(walk, url)
  const next = paging.kind === "link" || paging.kind === "cursor" ? textAtPath(page.answer, paging.at) : ""
  if (next === "" || paging.kind !== "cursor") return { ...page, link: next === "" ? null : next }
  const link = new URL(url)
  link.searchParams.set(paging.parameter, next)
  return { ...page, link: link.href }
}

const ask = async ({ client, settings, signal }: Walk, url: URL) => {
  const answer = await client.ask({ url, signal })
  const list = valueAt(answer, settings.list)
  const records = answerAs(Records, list)
  const total = settings.total === undefined ? NaN : Number(textOf(valueAt(answer, settings.total)) || NaN)
  return { answer, records, total: Number.isInteger(total) ? total : null }
}
