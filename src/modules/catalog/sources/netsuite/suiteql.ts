import { z } from "@medusajs/framework/zod"
import type { Page } from "../crawl"
import type { ErpRecord } from "../erp-record"
import type { JsonClient } from "../http/json-client"
import { answerAs } from "../http/answer-as"

const Answer = z.looseObject({
  items: z.array(z.record(z.string(), z.unknown())),
  hasMore: z.boolean(),
  totalResults: z.number().int().min(0).optional(),
})

/** One page of a SuiteQL query; `offset` has to be a multiple of `limit`, and no query goes beyond 100,000 rows. */
export const query = async (
  client: JsonClient,
  sql: string,
  { limit, offset }: { limit: number; offset: number },
  signal: AbortSignal
): Promise<Page<ErpRecord>> => {
  const url = client.url("services/rest/query/v1/suiteql", { limit, offset })
  const answer = answerAs(Answer, await client.ask({ url, headers: { prefer: "transient" }, body: { q: sql }, signal }))
  return { records: answer.items.map(withoutLinks), isLast: !answer.hasMore, total: answer.totalResults ?? null }
}

const withoutLinks = ({ links: _, ...record }: ErpRecord): ErpRecord => record

/** SQL to read items behind an id, those changed since a time of the account's clock when one is given. */
export const itemsSql = (since: string | null, filter: string | undefined, behindId: number): string => {
  const changed = since && `lastmodifieddate >= TO_DATE('${since}', 'YYYY-MM-DD HH24:MI:SS')`
  const conditions = [changed, filter && `(${filter})`, `id > ${behindId}`].filter((condition) => condition)
  return [
    "SELECT id, itemid, displayname, description, upccode, itemtype, isinactive,",
    "TO_CHAR(lastmodifieddate, 'YYYY-MM-DD HH24:MI:SS') AS lastmodifieddate",
    "FROM item",
    `WHERE ${conditions.join(" AND ")}`,
    "ORDER BY id",
  ].join(" ")
}

/** SQL for the prices of items at one level; the lowest quantity comes first. */
export const pricesSql = (ids: readonly string[], level: number): string =>
  `SELECT item, unitprice FROM pricing WHERE pricelevel = ${level} AND item IN (${ids.join(", ")}) ORDER BY item, quantity`

/** SQL for what is available of items. */
export const stockSql = (ids: readonly string[]): string =>
  "SELECT item, SUM(quantityavailable) AS quantityavailable FROM aggregateitemlocation " +
  `WHERE item IN (${ids.join(", ")}) GROUP BY item ORDER BY item`
