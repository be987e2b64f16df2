import type { ErpRecord } from "../erp-record"
import { anonymous, basic, bearer, byHeader, credential } from "../http/authorisation"
import { JsonClient, type Authorisation } from "../http/json-client"
import { readErp, type Erp } from "../read-erp"
import type { ReadRequest, SourceDefinition } from "../source"
import { restPaging } from "./paging"
import { changedAt, fieldsOf, sinceText } from "./records"
import { restSettings, type RestSettings } from "./settings"

/** Any JSON API whose list, pages and fields can be named by paths. */
export const rest: SourceDefinition<RestSettings> = {
  kind: "rest",
  settings: restSettings,
  credentials: { username: "optional", password: "optional", token: "optional", header: "optional" },
  hasDelta: true,
  repeatedSkus: "last_wins",
  open: (settings, credentials, { http }) => {
    const authorisation = authorisationOf(settings, credentials)
    return {
      read: (request) => {
        const client = new JsonClient({ baseUrl: settings.base_url, surroundings: http, authorisation })
        return readErp<ErpRecord, string | number>(list(client, settings, http.now, request), request)
      },
    }
  },
}

const authorisationOf = (
  { auth, header = "" }: RestSettings,
  credentials: Readonly<Record<string, string>>
): Authorisation => {
  if (auth === "none") return anonymous
  if (auth === "basic") return basic(credentials)
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  return byHeader(header, credential(credentials, "header"))
}

const list = (
  client: JsonClient,
  settings: RestSettings,
  now: () => number,
  { signal }: ReadRequest
): Erp<ErpRecord, string | number> => ({
  client,
  now,
  overlapMinutes: settings.overlap_minutes,
  changedAt: (record) => changedAt(record, settings),
  original: (record) => record,
  fields: (record) => fieldsOf(record, settings),
  paging: (since) => {
    const { change, query } = settings
    const changed = since && change?.parameter ? { [change.parameter]: sinceText(since, change) } : {}
    return restPaging({ client, settings, query: { ...query, ...changed }, signal })
  },
})
