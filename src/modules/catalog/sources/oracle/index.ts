import { z } from "@medusajs/framework/zod"
import { textAt, versionOf, type ErpRecord } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { basic, bearer, clientCredentials, credential } from "../http/authorisation"
import { answerAs } from "../http/answer-as"
import type { Authorisation } from "../http/json-client"
import type { HttpSurroundings } from "../http/surroundings"
import { offsetPaging } from "../offset-paging"
import { instantOfText } from "../source-time"
import { fieldsOf } from "./records"
import { oracleSettings, type OracleSettings } from "./settings"

/** The folder of the resources may stand in the address or not. */
const itemsBelow = (baseUrl: string): string =>
  baseUrl.includes("/fscmRestApi/resources/") ? "itemsV2" : "fscmRestApi/resources/11.13.18.05/itemsV2"

const authorisationOf = (
  { auth, token }: OracleSettings,
  credentials: Readonly<Record<string, string>>,
  http: HttpSurroundings
): Authorisation => {
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  if (auth === "basic" || !token) return basic(credentials)
  const clientSecret = credential(credentials, "client_secret")
  return clientCredentials(http, { tokenUrl: token.url, clientId: token.client_id, clientSecret, scope: token.scope })
}

const Answer = z.looseObject({
  items: z.array(z.record(z.string(), z.unknown())),
  hasMore: z.boolean(),
  totalResults: z.number().int().min(0).optional(),
})

const items = ({ client, settings, signal }: ErpAccess<OracleSettings>): ErpList<ErpRecord, number> => ({
  changedAt: (record) => instantOfText(textAt(record, "LastUpdateDateTime")),
  fields: fieldsOf,
  paging: (since) => {
    const fetch = async (offset: number) => {
      const url = client.url(itemsBelow(settings.base_url), {
        ...queryOf(settings, since),
        limit: settings.page_size,
        offset,
      })
      const answer = answerAs(Answer, await client.ask({ url, signal }))
      return { records: answer.items, isLast: !answer.hasMore, total: answer.totalResults ?? null }
    }
    const idOf = (record: ErpRecord): string => `${textAt(record, "ItemId")} ${textAt(record, "OrganizationId")}`
    return offsetPaging(settings.page_size, fetch, { idOf, versionOf })
  },
})

/** Sorted by what never changes, so that a change during the crawl moves no other item. */
const queryOf = ({ organization_code, filter }: OracleSettings, since: Date | null): Record<string, string> => {
  const conditions = [
    organization_code && `OrganizationCode = "${organization_code}"`,
    since && `LastUpdateDateTime > "${since.toISOString().slice(0, 19)}Z"`,
    filter,
  ].filter((condition) => condition)
  return {
    ...(conditions.length > 0 ? { q: conditions.join(";") } : {}),
    orderBy: "ItemId:asc",
    onlyData: "true",
    totalResults: "true",
  }
}

/** Oracle Fusion: items of the product hub. Deleted ones show in a full run only. */
export const oracle = erpSource({
  kind: "oracle",
  settings: oracleSettings,
  credentials: { username: "optional", password: "optional", token: "optional", client_secret: "optional" },
  authorise: authorisationOf,
  list: items,
})
