import type { ErpRecord } from "../erp-record"
import { erpSource, type ErpAccess, type ErpList } from "../erp-source"
import { anonymous, basic, bearer, byHeader, credential } from "../http/authorisation"
import type { Authorisation } from "../http/json-client"
import { restPaging } from "./paging"
import { changedAt, fieldsOf, sinceText } from "./records"
import { restSettings, type RestSettings } from "./settings"

const authorisationOf = (
  { auth, header = "" }: RestSettings,
  credentials: Readonly<Record<string, string>>
): Authorisation => {
  if (auth === "none") return anonymous
  if (auth === "basic") return basic(credentials)
  if (auth === "bearer") return bearer(credential(credentials, "token"))
  return byHeader(header, credential(credentials, "header"))
}

const records = ({ client, settings, signal }: ErpAccess<RestSettings>): ErpList<ErpRecord, string | number> => ({
  changedAt: (record) => changedAt(record, settings),
  fields: (record) => fieldsOf(record, settings),
  paging: (since) => {
    const { change, query } = settings
    const changed = since && change?.parameter ? { [change.parameter]: sinceText(since, change) } : {}
    return restPaging({ client, settings, query: { ...query, ...changed }, signal })
  },
})

/** Any JSON API whose list, pages and fields can be named by paths. */
export const rest = erpSource({
  kind: "rest",
  settings: restSettings,
  credentials: { username: "optional", password: "optional", token: "optional", header: "optional" },
  authorise: authorisationOf,
  list: records,
})
