import { randomUUID } from "node:crypto"
import { CatalogErrors } from "../../errors"
import { textAt, versionOf, type ErpRecord } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { bearer, credential } from "../http/authorisation"
import type { Authorisation, JsonClient, Verdict } from "../http/json-client"
import type { HttpSurroundings } from "../http/surroundings"
import { wallTimeOf } from "../source-time"
import { tokenBased } from "./oauth1"
import { certified } from "./oauth2"
import { changedAt, fieldsOf, type NetsuiteItem } from "./records"
import { netsuiteSettings, type NetsuiteSettings } from "./settings"
import { itemsSql, pricesSql, query, stockSql } from "./suiteql"

const TOKENS = "services/rest/auth/oauth2/v1/token"

const authorisationOf = (
  { auth, account, oauth2, base_url }: NetsuiteSettings,
  credentials: Readonly<Record<string, string>>,
  http: HttpSurroundings
): Authorisation => {
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  if (auth === "client_credentials" && oauth2) {
    const tokenUrl = new URL(TOKENS, base_url.endsWith("/") ? base_url : `${base_url}/`).href
    const { client_id: clientId, certificate_id: certificateId } = oauth2
    return certified(http, { tokenUrl, clientId, certificateId, privateKey: credentials["private_key"] ?? "" })
  }
  const keys = {
    account,
    consumerKey: credential(credentials, "consumer_key"),
    consumerSecret: credential(credentials, "consumer_secret"),
    tokenId: credential(credentials, "token_id"),
    tokenSecret: credential(credentials, "token_secret"),
  }
  return tokenBased(keys, http.now, () => randomUUID().replaceAll("-", ""))
}

/** Too many requests at once come as 429, or as 400 that says so in its body. */
const judge = (_status: number, text: string): Verdict =>
  /CONCURRENCY_LIMIT_EXCEEDED|REQUEST_LIMIT_EXCEEDED/.test(text) ? "busy" : null

/** Behind which id the next page begins, and how many items were read before it. */
type NetsuitePlace = { readonly id: number; readonly read: number }

/** Every page is a query of its own behind the last id: an offset ends at 100,000 rows, and shifts when items come and go. */
const items = ({ client, settings, signal }: ErpAccess<NetsuiteSettings>): ErpList<NetsuiteItem, NetsuitePlace> => ({
  changedAt: (item) => changedAt(item, settings.time_zone),
  original: ({ record }) => record,
  fields: (item) => fieldsOf(item, settings.prices?.currency),
  paging: (since) => ({
    start: { id: 0, read: 0 },
    overlap: 0,
    idOf: ({ record }) => textAt(record, "id"),
    versionOf,
    fetch: async ({ id, read }) => {
      const sql = itemsSql(since && wallTimeOf(since, settings.time_zone), settings.filter, id)
      const page = await query(client, sql, { limit: settings.page_size, offset: 0 }, signal)
      const total = page.total === null || page.total === undefined ? null : read + page.total
      return { ...page, total, records: await withPriceAndStock(client, settings, page.records, signal) }
    },
    next: ({ read }, { records }) => ({ id: lastIdOf(records), read: read + records.length }),
  }),
})

const lastIdOf = (items: readonly NetsuiteItem[]): number => {
  const ids = items.map(({ record }) => Number(textAt(record, "id")))
  if (ids.length > 0 && ids.every((id) => Number.isSafeInteger(id))) return Math.max(...ids)
  throw CatalogErrors.sourceInterrupted("it says that there is more, and names no item with a number as id")
}

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
    private_key: "optional",
    token: "optional",
  },
  authorise: authorisationOf,
  judge,
  list: items,
})
