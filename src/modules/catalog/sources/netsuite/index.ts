import { randomUUID } from "node:crypto"
import type { Page } from "../crawl"
import { textAt, versionOf, type ErpRecord } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { bearer, credential } from "../http/authorisation"
import type { Authorisation, JsonClient, Verdict } from "../http/json-client"
import type { HttpSurroundings } from "../http/surroundings"
import { offsetPaging } from "../offset-paging"
import { wallTimeOf } from "../source-time"
import { tokenBased } from "./oauth1"
import { changedAt, fieldsOf, type NetsuiteItem } from "./records"
import { netsuiteSettings, type NetsuiteSettings } from "./settings"
import { itemsSql, pricesSql, query, stockSql } from "./suiteql"

const authorisationOf = (
  { auth, account }: NetsuiteSettings,
  credentials: Readonly<Record<string, string>>,
  { now }: HttpSurroundings
): Authorisation => {
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  const keys = {
    account,
    consumerKey: credential(credentials, "consumer_key"),
    consumerSecret: credential(credentials, "consumer_secret"),
    tokenId: credential(credentials, "token_id"),
    tokenSecret: credential(credentials, "token_secret"),
  }
  return tokenBased(keys, now, () => randomUUID().replaceAll("-", ""))
}

/** Too many requests at once come as 429, or as 400 that says so in its body. */
const judge = (_status: number, text: string): Verdict =>
  /CONCURRENCY_LIMIT_EXCEEDED|REQUEST_LIMIT_EXCEEDED/.test(text) ? "busy" : null

const items = ({ client, settings, signal }: ErpAccess<NetsuiteSettings>): ErpList<NetsuiteItem, number> => ({
  changedAt: (item) => changedAt(item, settings.time_zone),
  original: ({ record }) => record,
  fields: (item) => fieldsOf(item, settings.prices?.currency),
  paging: (since) => {
    const sql = itemsSql(since && wallTimeOf(since, settings.time_zone), settings.filter)
    const fetch = async (offset: number): Promise<Page<NetsuiteItem>> => {
      const page = await query(client, sql, { limit: settings.page_size, offset }, signal)
      return { ...page, records: await withPriceAndStock(client, settings, page.records, signal) }
    }
    const identity = { idOf: ({ record }: NetsuiteItem) => textAt(record, "id"), versionOf }
    return offsetPaging(settings.page_size, fetch, identity, false)
  },
})

const withPriceAndStock = async (
  client: JsonClient,
  { prices, stock }: NetsuiteSettings,
  records: readonly ErpRecord[],
  signal: AbortSignal
): Promise<NetsuiteItem[]> => {
  const ids = records.map((record) => textAt(record, "id")).filter((id) => /^\d+$/.test(id))
  const ask = async (sql: string, field: string): Promise<Map<string, string>> => {
    const found = new Map<string, string>()
    for (let offset = 0, isLast = ids.length === 0; !isLast; offset += 1_000) {
      const page = await query(client, sql, { limit: 1_000, offset }, signal)
      for (const record of page.records) {
        const item = textAt(record, "item")
        if (!found.has(item)) found.set(item, textAt(record, field))
      }
      isLast = page.isLast
    }
    return found
  }
  const priceOf = prices ? await ask(pricesSql(ids, prices.level), "unitprice") : null
  const stockOf = stock ? await ask(stockSql(ids), "quantityavailable") : null
  return records.map((record) => {
    const id = textAt(record, "id")
    return { record, price: priceOf?.get(id) ?? null, stock: stockOf ? (stockOf.get(id) ?? "0") : null }
  })
}

/** NetSuite: items by SuiteQL. Deleted ones show in a full run only. */
export const netsuite = erpSource({
  kind: "netsuite",
  settings: netsuiteSettings,
  credentials: {
    consumer_key: "optional",
    consumer_secret: "optional",
    token_id: "optional",
    token_secret: "optional",
    token: "optional",
  },
  authorise: authorisationOf,
  judge,
  list: items,
})
