import { z } from "@medusajs/framework/zod"
import { crawl, type Paging } from "../crawl"
import type { ErpRecord } from "../erp-record"
import type { JsonClient } from "../http/json-client"
import { linkPaging, type LinkedPage } from "../link-paging"
import { answerAs } from "../http/answer-as"

const Answer = z.looseObject({
  d: z.looseObject({
    results: z.array(z.record(z.string(), z.unknown())),
    __count: z.coerce.number().int().min(0).optional(),
    __next: z.string().min(1).optional(),
  }),
})

/** A text in OData's quotes. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`

/** One page of an OData V2 list. */
export const fetchPage = async (client: JsonClient, url: URL, signal: AbortSignal): Promise<LinkedPage<ErpRecord>> => {
  const { d } = answerAs(Answer, await client.ask({ url, signal }))
  return { records: d.results, link: d.__next ?? null, total: d.__count ?? null }
}

/** A list that belongs to products that have been read, such as their prices. */
export const readAll = async (client: JsonClient, url: URL, signal: AbortSignal): Promise<ErpRecord[]> => {
  const identity: Pick<Paging<ErpRecord, string>, "idOf" | "versionOf"> = {
    idOf: (record) => JSON.stringify(record),
    versionOf: () => "",
  }
  const records: ErpRecord[] = []
  for await (const record of crawl(linkPaging(client, url, (page) => fetchPage(client, page, signal), identity)))
    records.push(record)
  return records
}

const RelatedRecords = z.looseObject({ results: z.array(z.record(z.string(), z.unknown())) })

/** The records behind an expanded navigation; none when it was not expanded. */
export const expanded = (record: ErpRecord, navigation: string): ErpRecord[] =>
  RelatedRecords.safeParse(record[navigation]).data?.results ?? []

/** A record without OData's own fields and without links to what was not expanded. */
export const withoutNavigation = (record: ErpRecord): ErpRecord =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value !== "object" || value === null))
