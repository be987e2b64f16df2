import { z } from "@medusajs/framework/zod"
import { crawl, type Page } from "../crawl"
import type { ErpRecord } from "../erp-record"
import { answerAs } from "../http/answer-as"
import type { JsonClient } from "../http/json-client"
import { offsetPaging } from "../offset-paging"

const Answer = z.looseObject({
  d: z.looseObject({
    results: z.array(z.record(z.string(), z.unknown())),
    __count: z.coerce.number().int().min(0).optional(),
    __next: z.string().min(1).optional(),
  }),
})

/** A text in OData's quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** A list of a service, and how much of it is asked for at once. */
export type ODataList = {
  readonly client: JsonClient
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly pageSize: number
  readonly signal: AbortSignal
}

/**
 * One page of an OData V2 list, by `$skip` and `$top`: SAP's own links to a next page lead to an offset as well, but not
 * to one that overlaps. A gateway may grant fewer records than it is asked for, and then links to the rest.
 */
export const fetchPage = async (list: ODataList, offset: number): Promise<Page<ErpRecord>> => {
  const { client, path, query, pageSize, signal } = list
  const page = { $skip: offset, $top: pageSize, $inlinecount: "allpages", $format: "json" }
  const { d } = answerAs(Answer, await client.ask({ url: client.url(path, { ...query, ...page }), signal }))
  const { results: records, __count: total = null, __next: next } = d
  const isLast = total === null ? next === undefined && records.length < pageSize : offset + records.length >= total
  return { records, total, isLast }
}

/** A list that belongs to products that have been read, such as their prices. */
export const readAll = async (list: ODataList): Promise<ErpRecord[]> => {
  const fetch = (offset: number): Promise<Page<ErpRecord>> => fetchPage(list, offset)
  const identity = { idOf: (record: ErpRecord) => JSON.stringify(record), versionOf: () => "" }
  const records: ErpRecord[] = []
  for await (const record of crawl(offsetPaging(list.pageSize, fetch, identity))) records.push(record)
  return records
}

const RelatedRecords = z.looseObject({ results: z.array(z.record(z.string(), z.unknown())) })

/** The records behind an expanded navigation; none when it was not expanded. */
export const expanded = (record: ErpRecord, navigation: string): ErpRecord[] =>
  RelatedRecords.safeParse(record[navigation]).data?.results ?? []

/** A record without OData's own fields and without links to what was not expanded. */
export const withoutNavigation = (record: ErpRecord): ErpRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value !== "object" || value === null))
