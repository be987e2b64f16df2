import { z } from "@medusajs/framework/zod"
import { textAt, versionOf, type ErpRecord } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { answerAs } from "../http/answer-as"
import { bearer, clientCredentials, credential } from "../http/authorisation"
import type { Authorisation, JsonClient, Verdict } from "../http/json-client"
import type { HttpSurroundings } from "../http/surroundings"
import { linkPaging, type LinkedPage } from "../link-paging"
import { instantOfText } from "../source-time"
import { fieldsOf } from "./records"
import { businessCentralSettings, type BusinessCentralSettings } from "./settings"

const ENTRA = "https://login.microsoftonline.com"

const authorisationOf = (
  { entra }: BusinessCentralSettings,
  credentials: Readonly<Record<string, string>>,
  http: HttpSurroundings
): Authorisation => {
  if (!entra) return bearer(credential(credentials, "token"))
  return clientCredentials(http, {
    tokenUrl: entra.token_url ?? `${ENTRA}/${entra.tenant_id}/oauth2/v2.0/token`,
    clientId: entra.client_id,
    clientSecret: credential(credentials, "client_secret"),
    scope: entra.scope,
  })
}

/** A query that was too heavy for the moment comes as 413; a page token lives for a while only. */
const judge = (status: number, text: string): Verdict => {
  if (status === 413) return "busy"
  return status === 400 && /skip\s*token|nextLink|page.{0,20}(token|expired)|token.{0,40}expired/i.test(text)
    ? "place_expired"
    : null
}

const items = ({ client, settings, signal }: ErpAccess<BusinessCentralSettings>): ErpList<ErpRecord, string> => ({
  changedAt: (record) => instantOfText(textAt(record, "lastModifiedDateTime")),
  fields: (record) => fieldsOf(record, settings),
  paging: (since) =>
    linkPaging(
      client,
      firstPage(client, settings, since),
      (url) => fetchPage(client, settings.page_size, url, signal),
      {
        idOf: (record) => textAt(record, "id") || textAt(record, "number"),
        versionOf,
      }
    ),
})

const firstPage = (client: JsonClient, settings: BusinessCentralSettings, since: Date | null): URL => {
  const changed = since && `lastModifiedDateTime gt ${since.toISOString()}`
  const conditions = [changed, settings.filter && `(${settings.filter})`].filter((condition) => condition)
  return client.url(`api/v2.0/companies(${settings.company_id})/items`, {
    $count: "true",
    ...(conditions.length > 0 ? { $filter: conditions.join(" and ") } : {}),
  })
}

const Answer = z.looseObject({
  value: z.array(z.record(z.string(), z.unknown())),
  "@odata.count": z.number().int().min(0).optional(),
  "@odata.nextLink": z.string().min(1).optional(),
})

const fetchPage = async (
  client: JsonClient,
  pageSize: number,
  url: URL,
  signal: AbortSignal
): Promise<LinkedPage<ErpRecord>> => {
  const headers = { prefer: `odata.maxpagesize=${pageSize}`, "data-access-intent": "ReadOnly" }
  const answer = answerAs(Answer, await client.ask({ url, headers, signal }))
  return { records: answer.value, link: answer["@odata.nextLink"] ?? null, total: answer["@odata.count"] ?? null }
}

/**
 * Dynamics 365 Business Central: items of API v2.0 (OData V4). It keeps no record of what was deleted, so that shows in
 * a full run only.
 */
export const businessCentral = erpSource({
  kind: "business-central",
  settings: businessCentralSettings,
  credentials: { client_secret: "optional", token: "optional" },
  authorise: authorisationOf,
  judge,
  list: items,
})
