import { z } from "@medusajs/framework/zod"
import type { Page } from "../crawl"
import { stockOf, sumOf } from "../decimals"
import { textAt, versionOf, type ErpRecord } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { answerAs } from "../http/answer-as"
import { bearer, credential } from "../http/authorisation"
import type { Authorisation, JsonClient } from "../http/json-client"
import { offsetPaging } from "../offset-paging"
import { instantOfText, wallTimeOf } from "../source-time"
import { FIELDS, fieldsOf, type ErpnextItem } from "./records"
import { erpnextSettings, type ErpnextSettings } from "./settings"

/** Items named in one filter: the address stays below 4 KB, which every gateway takes. */
const ITEMS_AT_ONCE = 50

const authorisationOf = (_: ErpnextSettings, credentials: Readonly<Record<string, string>>): Authorisation => {
  const secret = credential(credentials, "api_secret")
  const token = bearer(`${credential(credentials, "api_key")}:${secret}`, "token")
  return { ...token, secrets: [...token.secrets, secret] }
}

const Answer = z.looseObject({ data: z.array(z.record(z.string(), z.unknown())) })

const items = ({ client, settings, signal }: ErpAccess<ErpnextSettings>): ErpList<ErpnextItem, number> => ({
  changedAt: ({ record }) => instantOfText(textAt(record, "modified"), settings.time_zone),
  original: ({ record }) => record,
  fields: (item) => fieldsOf(item, settings.currency, settings.base_url),
  paging: (since) => {
    const filters = since ? [["modified", ">", wallTimeOf(since, settings.time_zone)]] : []
    const fetch = async (offset: number): Promise<Page<ErpnextItem>> => {
      // By name, not by "modified": so a change during the crawl moves no other item.
      const query = { fields: FIELDS, filters, order: "name asc", offset, limit: settings.page_size }
      const records = await list(client, "Item", query, signal)
      return {
        records: await withStock(client, settings, records, signal),
        isLast: records.length < settings.page_size,
      }
    }
    return offsetPaging(settings.page_size, fetch, { idOf: ({ record }) => textAt(record, "name"), versionOf })
  },
})

type Query = { fields: string[]; filters: unknown[]; order: string; offset: number; limit: number }

const list = async (client: JsonClient, type: string, query: Query, signal: AbortSignal): Promise<ErpRecord[]> => {
  const url = client.url(`api/resource/${type}`, {
    fields: JSON.stringify(query.fields),
    ...(query.filters.length > 0 ? { filters: JSON.stringify(query.filters) } : {}),
    order_by: query.order,
    limit_start: query.offset,
    limit_page_length: query.limit,
  })
  return answerAs(Answer, await client.ask({ url, signal })).data
}

/** Quantities lie in bins, one for each warehouse. */
const withStock = async (
  client: JsonClient,
  { stock }: ErpnextSettings,
  records: readonly ErpRecord[],
  signal: AbortSignal
): Promise<ErpnextItem[]> => {
  if (!stock) return records.map((record) => ({ record, stock: null }))
  const names = records.map((record) => textAt(record, "name"))
  const quantities = new Map<string, string[]>()
  for (let start = 0; start < names.length; start += ITEMS_AT_ONCE) {
    const filters = [
      ["item_code", "in", names.slice(start, start + ITEMS_AT_ONCE)],
      ...(stock.warehouses.length > 0 ? [["warehouse", "in", stock.warehouses]] : []),
    ]
    const query = { fields: ["item_code", "actual_qty"], filters, order: "name asc", offset: 0, limit: 10_000 }
    for (const bin of await list(client, "Bin", query, signal)) {
      const code = textAt(bin, "item_code")
      quantities.set(code, [...(quantities.get(code) ?? []), textAt(bin, "actual_qty")])
    }
  }
  return records.map((record) => ({ record, stock: stockOf(sumOf(quantities.get(textAt(record, "name")) ?? [])) }))
}

/** ERPNext: items of the REST API. Deleted ones show in a full run only. */
export const erpnext = erpSource({
  kind: "erpnext",
  settings: erpnextSettings,
  credentials: { api_key: "required", api_secret: "required" },
  authorise: authorisationOf,
  list: items,
})
